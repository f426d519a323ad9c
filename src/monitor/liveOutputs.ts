import { InvalidFeaturesError } from '../core/base/errors.js';
import { type ModelOutputs, modelOutputs, unknownOutputs } from '../core/ks/modelOutputs.js';
import type { ResolvedMonitorOptions } from './options.js';
import { readSample, type Sample } from './sample.js';
import { OutputWindow, type WindowWrite } from './window.js';

/** Outputs that were read, to be written once their rows are in the feature window. */
interface ReadOutputs {
  /**
   * @param where What the feature window said when it took the rows in.
   * @param rejected Rows of the sample that it did not get.
   */
  write(where: WindowWrite, rejected: readonly number[]): void;
}

/** Whether logits are of any use: without outputs in the reference there is nothing to compare. */
export function wantsOutputs({ secondary, reference }: ResolvedMonitorOptions): boolean {
  return Boolean(secondary?.outputs && reference.outputs);
}

/** The model's outputs for the rows of the live window. */
export class LiveOutputs {
  readonly #window: OutputWindow;
  readonly #onError: (error: Error) => void;

  /** @param onError Told of logits that say nothing; their features are taken in all the same. */
  constructor(windowSize: number, onError: (error: Error) => void) {
    this.#window = new OutputWindow(windowSize);
    this.#onError = onError;
  }

  /** The known outputs of the rows in the window. */
  known(): ModelOutputs {
    return this.#window.known();
  }

  /** See `FeatureWindow.keep`. */
  keep(slots: readonly number[]): void {
    this.#window.keep(slots);
  }

  /** Reads a sample's logits back, where it has any. */
  async read({ logits }: Sample, count: number): Promise<ReadOutputs> {
    const outputs = logits ? modelOutputs(await readSample(logits)) : unknownOutputs(count);
    return {
      write: (where, rejected) => {
        const isKept = (_: number, row: number): boolean => !rejected.includes(row);
        const confidence = outputs.confidence.filter(isKept);
        this.#window.write({ confidence, entropy: outputs.entropy.filter(isKept) }, where);
        const unknown = confidence.filter(Number.isNaN).length;
        if (logits && unknown > 0) this.#report(unknown, confidence.length);
      },
    };
  }

  #report(unknown: number, count: number): void {
    this.#onError(
      new InvalidFeaturesError(
        `logits: ${unknown} of ${count} rows have no largest finite value, and count for the ` +
          'features only. Check what the model was given.',
      ),
    );
  }
}
