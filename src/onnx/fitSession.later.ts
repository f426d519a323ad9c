import { requireSignal, requireType } from '../core/base/checks.js';
import { PATIENCE_MS, patiently } from '../core/base/patience.js';
import { type ExtractionOptions, extractRows } from '../core/model/extraction.later.js';
import type { Extraction } from '../core/model/identity.js';
import type { InputList } from '../core/model/inputList.js';
import type { TappableModel } from '../core/model/tap.js';
import { Reference } from '../reference/reference.js';
import type { OnnxSession } from './runtime.js';

class SessionReference extends Reference {
  static of(extraction: Extraction, signal: AbortSignal | undefined): Promise<Reference> {
    return Reference.fromExtraction(extraction, signal);
  }
}

/** See `fitSession`. */
export async function fitReference<Session extends OnnxSession>(
  source: TappableModel<Session>,
  inputs: InputList<object>,
  options: ExtractionOptions,
): Promise<Reference> {
  const { onProgress, signal } = options;
  requireType('onProgress', onProgress, 'function');
  requireSignal(signal);
  const ms = PATIENCE_MS;
  const run = (watched: Session, feeds: object): Promise<unknown> =>
    patiently(watched.run(feeds as never), 'The session', { ms, signal });
  return SessionReference.of(await extractRows({ source, run, ms }, inputs, options), signal);
}
