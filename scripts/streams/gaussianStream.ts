import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { medianDistance } from '../../src/core/math/medianDistance.later.js';
import { kernelFunction } from '../../src/core/mmd/kernelFunction.js';
import { type ReferenceKernel, referenceKernel } from '../../src/core/mmd/referenceKernel.js';
import { type NewRow, SlidingMmd } from './slidingMmd.js';

/** A reference of independent gaussian rows, and what is needed of its kernel. */
export interface GaussianReference {
  readonly rows: FeatureRows;
  readonly bandwidth: number;
  readonly kernel: ReferenceKernel;
}

export async function gaussianReference(
  count: number,
  width: number,
  seed: number,
): Promise<GaussianReference> {
  const values = Float32Array.from({ length: count * width }, normal(seededRandom(seed)));
  const rows = { values, count, width };
  const bandwidth = await medianDistance(rows, 'squared');
  return { rows, bandwidth, kernel: await referenceKernel(rows, 'gaussian', bandwidth) };
}

/** A stream of rows against a gaussian reference. */
export class GaussianStream {
  readonly sliding: SlidingMmd;
  readonly #rows: FeatureRows;
  readonly #kernelOfSquared: (squared: number) => number;
  readonly #window: Float64Array;

  constructor({ rows, bandwidth, kernel }: GaussianReference, windowSize: number) {
    this.sliding = new SlidingMmd(kernel, windowSize);
    this.#rows = rows;
    this.#kernelOfSquared = kernelFunction('gaussian', bandwidth);
    this.#window = new Float64Array(windowSize * rows.width);
  }

  /** @param row Shape [width]. */
  push(row: Float32Array): ReturnType<SlidingMmd['push']> {
    const { values, count, width } = this.#rows;
    const slot = this.sliding.nextSlot;
    this.#window.set(row, slot * width);
    const kernelWith = (rows: Float32Array | Float64Array, at: number): number => {
      let squared = 0;
      for (let c = 0; c < width; c++) squared += (row[c]! - rows[at * width + c]!) ** 2;
      return this.#kernelOfSquared(squared);
    };
    let toReference = 0;
    for (let i = 0; i < count; i++) toReference += kernelWith(values, i);
    const toSlot: NewRow['toSlot'] = (other) => kernelWith(this.#window, other);
    return this.sliding.push({ row, toReference, toSlot });
  }
}
