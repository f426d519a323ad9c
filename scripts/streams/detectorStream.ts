import type { AlarmTest } from '../../src/core/alarm/alarmPolicy.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { MmdDetector } from '../../src/core/mmd/detector.js';

/** A stream of rows against a reference, tested with all permutations. */
export class DetectorStream {
  readonly #detector: Promise<MmdDetector>;
  readonly #windowSize: number;
  #written = 0;

  constructor(reference: FeatureRows, bandwidth: number, windowSize: number) {
    this.#windowSize = windowSize;
    this.#detector = MmdDetector.create({
      reference,
      windowSize,
      bandwidth,
      kernel: 'gaussian',
      permutations: 999,
      seed: 0,
      compute: 'wasm',
    });
  }

  async push(row: Float32Array): Promise<AlarmTest | undefined> {
    const slot = this.#written++ % this.#windowSize;
    const detector = await this.#detector;
    detector.write({ values: row, count: 1, width: row.length }, slot);
    if (this.#written < this.#windowSize) return undefined;
    return { ...(await detector.test()), timeMs: 0, newRows: [row], rows: [] };
  }
}
