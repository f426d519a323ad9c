import { requireSignal, requireType } from '../core/base/checks.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { PATIENCE_MS, patiently } from '../core/base/patience.js';
import { type ExtractionOptions, extractRows } from '../core/model/extraction.later.js';
import type { Extraction } from '../core/model/identity.js';
import type { InputList } from '../core/model/inputList.js';
import { Reference } from '../reference/reference.js';
import type { OnnxSession, SessionOptions } from './runtime.js';
import { sessionOptionNames, tappableSession } from './session.js';

/** Options of `fitSession`. */
export interface FitSessionOptions extends SessionOptions, ExtractionOptions {}

const OPTIONS: NamesOf<FitSessionOptions> = {
  ...sessionOptionNames,
  labels: true,
  times: true,
  onProgress: true,
  signal: true,
};

class SessionReference extends Reference {
  static of(extraction: Extraction, signal: AbortSignal | undefined): Promise<Reference> {
    return Reference.fromExtraction(extraction, signal);
  }
}

/** See `fitSession`. */
export async function fitReference<Session extends OnnxSession>(
  session: Session,
  inputs: InputList<object>,
  options: FitSessionOptions,
): Promise<Reference> {
  requireKnownNames('fitSession', options, OPTIONS);
  const { labels: _, times: __, onProgress, signal, ...tapOptions } = options;
  requireType('onProgress', onProgress, 'function');
  requireSignal(signal);
  const source = tappableSession(session, tapOptions);
  const ms = PATIENCE_MS;
  const run = (watched: Session, feeds: object): Promise<unknown> =>
    patiently(watched.run(feeds as never), 'The session', { ms, signal });
  return SessionReference.of(await extractRows({ source, run, ms }, inputs, options), signal);
}
