import type { FeatureRows } from '../../src/core/base/rows.js';
import { pooledDistances } from '../../src/core/math/distanceMatrix.js';
import { selectKth } from '../../src/core/math/distances.js';
import { kernelFunction } from '../../src/core/mmd/kernelFunction.js';
import type { ReferenceKernel } from '../../src/core/mmd/referenceKernel.js';
import { type NewRow, SlidingMmd } from './slidingMmd.js';

/** Photos by their features, and their squared distances to each other. */
export interface PhotoPopulation {
  readonly rows: FeatureRows;
  /** Shape [count, count]. */
  readonly squared: Float32Array;
}

export function photoPopulation(rows: FeatureRows): PhotoPopulation {
  return { rows, squared: Float32Array.from(pooledDistances(rows, 'squared')) };
}

/** Some photos of a population as a reference. */
export interface PhotoReference {
  readonly population: PhotoPopulation;
  readonly members: Int32Array;
  readonly bandwidth: number;
  readonly kernel: ReferenceKernel;
  /** Shape [count]: for each photo of the population, the sum of its kernel values with members. */
  readonly toReference: Float64Array;
}

export function photoReference(population: PhotoPopulation, members: Int32Array): PhotoReference {
  const { squared, rows } = population;
  const { count } = rows;
  const size = members.length;
  const pairs: number[] = [];
  for (let i = 1; i < size; i++) {
    for (let j = 0; j < i; j++) pairs.push(squared[members[i]! * count + members[j]!]!);
  }
  const bandwidth = Math.sqrt(selectKth(Float64Array.from(pairs), (pairs.length - 1) >> 1));
  const kernelOfSquared = kernelFunction('gaussian', bandwidth);
  const toReference = new Float64Array(count);
  for (let photo = 0; photo < count; photo++) {
    for (const member of members) {
      if (member === photo) continue;
      toReference[photo]! += kernelOfSquared(squared[photo * count + member]!);
    }
  }
  const matrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (i === j) continue;
      matrix[i * size + j] = kernelOfSquared(squared[members[i]! * count + members[j]!]!);
    }
  }
  const rowSums = Float64Array.from(members, (member) => toReference[member]!);
  return { population, members, bandwidth, kernel: { matrix, rowSums, size }, toReference };
}

/** A stream of a population's photos against a reference. */
export class PhotoStream {
  readonly #sliding: SlidingMmd;
  readonly #reference: PhotoReference;
  readonly #kernelOfSquared: (squared: number) => number;
  readonly #window: Int32Array;

  constructor(reference: PhotoReference, windowSize: number) {
    this.#reference = reference;
    this.#sliding = new SlidingMmd(reference.kernel, windowSize);
    this.#kernelOfSquared = kernelFunction('gaussian', reference.bandwidth);
    this.#window = new Int32Array(windowSize);
  }

  push(photo: number): ReturnType<SlidingMmd['push']> {
    const { population, toReference } = this.#reference;
    const { values, count, width } = population.rows;
    this.#window[this.#sliding.nextSlot] = photo;
    const toSlot: NewRow['toSlot'] = (slot) =>
      this.#kernelOfSquared(population.squared[photo * count + this.#window[slot]!]!);
    const row = values.subarray(photo * width, (photo + 1) * width) as Float32Array;
    return this.#sliding.push({ row, toReference: toReference[photo]!, toSlot });
  }
}
