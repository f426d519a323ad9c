import { type ModelOutputs, unknownOutputs } from '../core/ks/modelOutputs.js';
import type { WindowWrite } from './window.js';

/**
 * The model's outputs for the rows of a `FeatureWindow`, slot for slot. A slot is NaN until it is
 * written, and where the model gave no output for its row.
 */
export class OutputWindow {
  readonly #capacity: number;
  readonly #slots: ModelOutputs;

  /** @param capacity That of the feature window. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#slots = unknownOutputs(capacity);
  }

  /** The known outputs of the rows held, in no particular order. */
  known(): ModelOutputs {
    const isKnown = (value: number): boolean => !Number.isNaN(value);
    const { confidence, entropy } = this.#slots;
    return { confidence: confidence.filter(isKnown), entropy: entropy.filter(isKnown) };
  }

  /** See `FeatureWindow.keep`. */
  keep(slots: readonly number[]): void {
    for (const values of [this.#slots.confidence, this.#slots.entropy]) {
      const kept = slots.map((slot) => values[slot]!);
      values.fill(Number.NaN);
      values.set(kept);
    }
  }

  /** @param where What the feature window said when the same rows were written there. */
  write({ confidence, entropy }: ModelOutputs, { slot, skipped }: WindowWrite): void {
    for (let row = skipped; row < confidence.length; row++) {
      const at = (slot + row - skipped) % this.#capacity;
      this.#slots.confidence[at] = confidence[row]!;
      this.#slots.entropy[at] = entropy[row]!;
    }
  }
}
