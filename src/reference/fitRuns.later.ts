import { requireSignal, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { PATIENCE_MS, patiently } from '../core/base/patience.js';
import { drawnPicture } from '../core/explain/drawnPicture.js';
import { type ExtractionOptions, extractRows } from '../core/model/extraction.later.js';
import type { Extraction } from '../core/model/identity.js';
import { type InputList, requireInputList } from '../core/model/inputList.js';
import type { TappableModel } from '../core/model/tap.js';
import { Reference } from './reference.js';

class RunReference extends Reference {
  static of(extraction: Extraction, signal: AbortSignal | undefined): Promise<Reference> {
    return Reference.fromExtraction(extraction, signal);
  }
}

/**
 * See `fitSession`, `fitCompiled` and `fitEmbedder`.
 *
 * @param run One run of the model that is told of.
 */
export async function fitRuns<Model extends object, Input>(
  source: TappableModel<Model>,
  run: (watched: Model, input: Input) => Promise<unknown>,
  inputs: InputList<Input>,
  options: ExtractionOptions,
): Promise<Reference> {
  const { onProgress, signal } = options;
  requireType('onProgress', onProgress, 'function');
  requireSignal(signal);
  requireInputList(inputs);
  const ms = PATIENCE_MS;
  const patientRun = (watched: Model, input: Input): Promise<unknown> =>
    patiently(run(watched, input), 'The model', { ms, signal });
  let picture: ReturnType<typeof drawnPicture>;
  const model = {
    source,
    run: patientRun,
    onInput: (input: unknown) => {
      picture = drawnPicture(input);
    },
    seen: () => {
      try {
        return [picture?.()];
      } catch {
        // One of another origin, say, that the page may show and not read: it has no properties.
        return [undefined];
      }
    },
    ms,
    Refusal: InvalidOptionError,
  };
  // What an app's function takes is what its inputs are.
  const own = options as ExtractionOptions<Input>;
  return RunReference.of(await extractRows(model, inputs, own), signal);
}
