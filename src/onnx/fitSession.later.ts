import { requireSignal, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { PATIENCE_MS, patiently } from '../core/base/patience.js';
import { type ExtractionOptions, extractRows } from '../core/model/extraction.later.js';
import type { Extraction } from '../core/model/identity.js';
import { type InputList, requireInputList } from '../core/model/inputList.js';
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
  requireInputList(inputs);
  const ms = PATIENCE_MS;
  const run = (watched: Session, feeds: object): Promise<unknown> =>
    patiently(watched.run(feeds as never), 'The session', { ms, signal });
  const model = { source, run, ms, Refusal: InvalidOptionError };
  return SessionReference.of(await extractRows(model, inputs, options), signal);
}
