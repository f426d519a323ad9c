import { InvalidFeaturesError } from '../core/base/errors.js';
import type { Patience } from '../core/base/patience.js';
import { type ModelOutputs, modelOutputs, unknownOutputs } from '../core/ks/modelOutputs.js';
import { readSample } from './readSample.js';
import type { Sample } from './sample.js';
import { SlotWindow } from './slotWindow.js';
import type { WindowWrite } from './window.js';

/** The model's outputs for one row; NaN where it gave none. */
interface Output {
  readonly confidence: number;
  readonly entropy: number;
}

/** Outputs that were read, to be written once their rows are in the feature window. */
interface ReadOutputs {
  /**
   * @param where What the feature window said when it took the rows in.
   * @param rejected Rows of the sample that it did not get.
   */
  write(where: WindowWrite, rejected: readonly number[]): void;
}

/** The model's outputs for the rows of the live window. */
export class LiveOutputs {
  readonly #window: SlotWindow<Output>;
  readonly #onError: (error: Error) => void;

  /** @param onError Told of logits that say nothing; their features are taken in all the same. */
  constructor(windowSize: number, onError: (error: Error) => void) {
    this.#window = new SlotWindow(windowSize);
    this.#onError = onError;
  }

  /** The known outputs of the rows in the window, in no particular order. */
  known(): ModelOutputs {
    const known = this.#window.items().filter((item) => item && !Number.isNaN(item.confidence));
    const all = (name: keyof Output): Float32Array =>
      Float32Array.from(known, (item) => item![name]);
    return { confidence: all('confidence'), entropy: all('entropy') };
  }

  /** By slot; undefined where there is no row. */
  items(): (Output | undefined)[] {
    return this.#window.items();
  }

  /** See `FeatureWindow.keep`. */
  keep(slots: readonly number[]): void {
    this.#window.keep(slots);
  }

  /** See `FeatureWindow.resize`. */
  resize(capacity: number): void {
    this.#window.resize(capacity);
  }

  /** Reads a sample's logits back, where it has any. */
  async read({ logits }: Sample, count: number, patience: Patience): Promise<ReadOutputs> {
    const outputs = logits
      ? modelOutputs(await readSample(logits, patience))
      : unknownOutputs(count);
    return {
      write: (where, rejected) => {
        const leftOut = new Set(rejected);
        const kept = Array.from(outputs.confidence, (confidence, row) => ({
          confidence,
          entropy: outputs.entropy[row]!,
        })).filter((_, row) => !leftOut.has(row));
        this.#window.write(kept, where);
        const unknown = kept.filter(({ confidence }) => Number.isNaN(confidence)).length;
        if (logits && unknown > 0) this.#report(unknown, kept.length);
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
