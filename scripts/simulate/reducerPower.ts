/**
 * Measures what a whitened PCA, fitted on rows that are not tested against, is worth on the
 * MobileNet features of the shipped reference, and what goes wrong when it is fitted on the rows
 * that are:
 *
 *     npx tsx scripts/simulate/reducerPower.ts [fits] [draws per fit]
 *
 * 300 of the 600 rows fit the reducer; of the others, 200 are the reference and 64 the window.
 * Drift is a shift of the window along a new random direction in each draw: `features` moves each
 * feature by ± δ of its own standard deviation, `photos` moves along a gaussian direction with the
 * covariance of the photos themselves. `raw, n 500` tests without a reducer against all the rows
 * that the other methods use together.
 */
import { readFileSync } from 'node:fs';
import { normal } from '../../src/random/normal.js';
import { seededRandom } from '../../src/random/seededRandom.js';
import { fitPca } from '../../src/reducer/fitPca.js';
import { decodeSafetensors } from '../../src/reference/safetensors.js';
import type { FeatureRows } from '../../src/rows/featureRows.js';
import { drawSplits, type Splits } from '../../src/statistics/splits.js';
import { type Distances, permutationTest } from './permutationTest.js';

const FILE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';
const [FIT, TEST, WINDOW, PERMUTATIONS] = [300, 200, 64, 499];
const LEVELS = [0.05, 0.01];
const DRIFTS = { none: [0], features: [0.15, 0.2, 0.25, 0.3], photos: [0.15, 0.2, 0.3, 0.4] };
const [fits = 100, draws = 4] = process.argv.slice(2).map(Number);

const bytes = readFileSync(FILE);
const { shape, values } = decodeSafetensors(new Uint8Array(bytes).buffer).tensors['features']!;
const [count, width] = shape as [number, number];
const features: FeatureRows = { values, count, width };
const centred = centre(features);
const spread = Float64Array.from({ length: width }, (_, c) => {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += centred[row * width + c]! ** 2;
  return Math.sqrt(sum / (count - 1));
});

/** A space to test in: the rows in it, and how a shift of the features looks there. */
interface Space {
  readonly rows: FeatureRows;
  readonly distances: Distances;
  shift(direction: Float64Array): Float64Array;
}

const raw = space({ values: centred, count, width }, (direction) => direction);
const random = seededRandom(1);
const draw = normal(random);
const rejections = new Map<string, number[]>();
const trials = new Map<string, number>();
const started = performance.now();
for (let fit = 0; fit < fits; fit++) {
  const order = shuffled(count);
  const fitted = await whitened(order.subarray(0, FIT), [64, 128]);
  for (let d = 0; d < draws; d++) {
    const rest = shuffled(count - FIT).map((i) => order[FIT + i]!);
    const reference = rest.slice(0, TEST);
    const live = rest.slice(TEST, TEST + WINDOW);
    const all = Int32Array.of(...order.subarray(0, FIT), ...reference);
    const seed = fit * draws + d;
    const splits = drawSplits(TEST, WINDOW, PERMUTATIONS, seed);
    const methods = [
      ['raw, n 200', raw, reference, splits],
      ['raw, n 500', raw, all, drawSplits(FIT + TEST, WINDOW, PERMUTATIONS, seed)],
      ['whitened PCA-64', fitted[0]!, reference, splits],
      ['whitened PCA-128', fitted[1]!, reference, splits],
    ] as const;
    for (const [drift, sizes] of Object.entries(DRIFTS)) {
      const direction = drift === 'photos' ? photoDirection() : featureDirection();
      for (const delta of sizes) {
        const shift = direction.map((x) => x * delta);
        for (const [name, at, rows, rowSplits] of methods) {
          record(name, drift, delta, await test(at, rows, live, rowSplits, shift));
        }
      }
    }
    if (d > 0) continue;
    for (const [i, at] of (await whitened(reference, [64, 128])).entries()) {
      const name = `whitened PCA-${[64, 128][i]}, fitted on the tested rows`;
      record(name, 'none', 0, await permutationTest(at.distances, reference, live, splits));
    }
  }
}
console.log(
  `shares of windows rejected at ${LEVELS.join(' / ')}; ${fits} fits, ${draws} draws each`,
);
for (const [key, counts] of rejections) {
  const total = trials.get(key)!;
  console.log(
    `${key.padEnd(62)} ${counts.map((c) => (c / total).toFixed(3)).join(' / ')}  of ${total}`,
  );
}
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);

function record(name: string, drift: string, delta: number, pValue: number): void {
  const key = `${drift.padEnd(9)} ${delta.toFixed(2)}  ${name}`;
  const counts = rejections.get(key) ?? LEVELS.map(() => 0);
  rejections.set(
    key,
    counts.map((c, i) => c + Number(pValue <= LEVELS[i]!)),
  );
  trials.set(key, (trials.get(key) ?? 0) + 1);
}

async function test(
  at: Space,
  reference: Int32Array,
  live: Int32Array,
  splits: Splits,
  by: Float64Array,
) {
  const s = at.shift(by);
  const { values: x, width: k } = at.rows;
  const along = Float64Array.from({ length: count }, (_, row) => {
    let sum = 0;
    for (let c = 0; c < k; c++) sum += s[c]! * x[row * k + c]!;
    return sum;
  });
  const squared = s.reduce((sum, entry) => sum + entry * entry, 0);
  return permutationTest(at.distances, reference, live, splits, { squared, along });
}

/** Whitened PCA spaces of several sizes: the smaller are the first axes of the largest. */
async function whitened(rows: Int32Array, sizes: readonly number[]): Promise<Space[]> {
  const most = Math.max(...sizes);
  const picked = Float32Array.from({ length: rows.length * width }, (_, at) => {
    return values[rows[Math.floor(at / width)]! * width + (at % width)]!;
  });
  const fitOn = { values: picked, count: rows.length, width };
  const { components } = await fitPca(fitOn, { components: most, whiten: true });
  const project = (row: ArrayLike<number>, start: number, k: number) =>
    Float64Array.from({ length: k }, (_, axis) => {
      let sum = 0;
      for (let c = 0; c < width; c++) sum += components.values[axis * width + c]! * row[start + c]!;
      return sum;
    });
  const all = Array.from({ length: count }, (_, row) => project(centred, row * width, most));
  return sizes.map((k) => {
    const projected = Float64Array.from(all.flatMap((row) => [...row.subarray(0, k)]));
    return space({ values: projected, count, width: k }, (direction) => project(direction, 0, k));
  });
}

function space(rows: FeatureRows, shift: Space['shift']): Space {
  const { values: x, width: k } = rows;
  const squared = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let c = 0; c < k; c++) sum += (x[i * k + c]! - x[j * k + c]!) ** 2;
      squared[i * count + j] = sum;
      squared[j * count + i] = sum;
    }
  }
  return { rows, distances: { squared, count }, shift };
}

function featureDirection(): Float64Array {
  return spread.map((sigma) => (random() < 0.5 ? -sigma : sigma));
}

function photoDirection(): Float64Array {
  const direction = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    const weight = draw() / Math.sqrt(count - 1);
    for (let c = 0; c < width; c++) direction[c]! += weight * centred[row * width + c]!;
  }
  return direction;
}

function shuffled(size: number): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function centre({ values: x }: FeatureRows): Float64Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < x.length; at++) mean[at % width]! += x[at]! / count;
  return Float64Array.from(x, (entry, at) => entry - mean[at % width]!);
}
