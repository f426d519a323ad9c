import { readFileSync } from 'node:fs';
import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { drawSplits } from '../../src/core/mmd/splits.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { rawSpace, whitenedSpaces } from '../streams/featureSpace.js';
import { shuffled } from '../streams/rowSets.js';
import { permutationTest } from './permutationTest.js';

const FILE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';
const [FIT, TEST, WINDOW, PERMUTATIONS] = [300, 200, 64, 499];
const COMPONENTS = [64, 128];
const LEVELS = [0.05, 0.01];
const DRIFTS = [
  ['none', 0],
  ...[0.06, 0.08, 0.1, 0.12].map((delta) => ['features', delta] as const),
  ...[0.04, 0.06, 0.08, 0.12].map((delta) => ['photos', delta] as const),
] as const;

/**
 * Measures what a whitened PCA, fitted on rows that are not tested against, is worth on the MobileNet
 * features of the shipped reference, and what goes wrong when it is fitted on the rows that are.
 *
 * 300 of the 600 rows fit the reducer; of the others, 200 are the reference and 64 the window.
 * Drift is a shift of the window along a new random direction in each draw: `features` moves each
 * feature by ± δ of its own standard deviation, `photos` moves along a gaussian direction with δ²
 * of the photos' own covariance. `raw, n 500` tests without a reducer against all the rows that the
 * other methods use together.
 */
export async function reducerOnFeatures(fits = 100, draws = 4): Promise<void> {
  const centred = centredFeatures();
  const { count, width } = centred;
  const spread = Float64Array.from({ length: width }, (_, c) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += centred.values[row * width + c]! ** 2;
    return Math.sqrt(sum / (count - 1));
  });
  const raw = rawSpace(centred);
  const random = seededRandom(1);
  const gaussian = normal(random);
  const pValues = new Map<string, number[]>();
  const record = (method: string, drift: string, delta: number, pValue: number): void => {
    const key = `${drift.padEnd(10)} δ ${delta.toFixed(3)}   ${method}`;
    pValues.set(key, [...(pValues.get(key) ?? []), pValue]);
  };

  for (let fit = 0; fit < fits; fit++) {
    const order = shuffled(count, random);
    const fitRows = order.subarray(0, FIT);
    const fitted = await whitenedSpaces(centred, fitRows, COMPONENTS);
    for (let draw = 0; draw < draws; draw++) {
      const rest = shuffled(count - FIT, random).map((i) => order[FIT + i]!);
      const reference = rest.slice(0, TEST);
      const live = rest.slice(TEST, TEST + WINDOW);
      const seed = fit * draws + draw;
      const splits = drawSplits(TEST, WINDOW, PERMUTATIONS, seed);
      const moreSplits = drawSplits(FIT + TEST, WINDOW, PERMUTATIONS, seed);
      const methods = [
        [`raw, n ${TEST}`, raw, reference, splits],
        [`raw, n ${FIT + TEST}`, raw, Int32Array.of(...fitRows, ...reference), moreSplits],
        ...COMPONENTS.map((k, i) => [`whitened PCA-${k}`, fitted[i]!, reference, splits] as const),
      ] as const;
      const directions = {
        none: spread,
        features: featureDirection(spread, random),
        photos: photoDirection(centred, gaussian),
      };
      for (const [drift, delta] of DRIFTS) {
        const shift = directions[drift].map((x) => x * delta);
        for (const [method, { distances, shift: map }, rows, rowSplits] of methods) {
          const pValue = await permutationTest(distances, rows, live, rowSplits, map(shift));
          record(method, drift, delta, pValue);
        }
      }
      if (draw > 0) continue;
      for (const [i, { distances }] of (
        await whitenedSpaces(centred, reference, COMPONENTS)
      ).entries()) {
        const pValue = await permutationTest(distances, reference, live, splits);
        record(`whitened PCA-${COMPONENTS[i]}, same rows`, 'none', 0, pValue);
      }
    }
  }

  console.log(`Windows rejected at ${LEVELS.join(' / ')}; ${fits} fits, ${draws} draws each.`);
  for (const [key, found] of [...pValues].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const shares = LEVELS.map((level) => found.filter((p) => p <= level).length / found.length);
    const text = shares.map((share) => share.toFixed(3)).join(' / ');
    console.log(`${key.padEnd(50)} ${text}   of ${found.length}`);
  }
}

function featureDirection(spread: Float64Array, random: Random): Float64Array {
  return spread.map((sigma) => (random() < 0.5 ? -sigma : sigma));
}

function photoDirection(
  { values, count, width }: FeatureRows,
  gaussian: () => number,
): Float64Array {
  const direction = new Float64Array(width);
  for (let row = 0; row < count; row++) {
    const weight = gaussian() / Math.sqrt(count - 1);
    for (let c = 0; c < width; c++) direction[c]! += weight * values[row * width + c]!;
  }
  return direction;
}

function centredFeatures() {
  const file = new Uint8Array(readFileSync(FILE)).buffer;
  const { shape, values } = decodeSafetensors(file).tensors['features']!;
  const [count, width] = shape as [number, number];
  const mean = new Float64Array(width);
  for (let at = 0; at < values.length; at++) mean[at % width]! += values[at]! / count;
  return { values: Float64Array.from(values, (x, at) => x - mean[at % width]!), count, width };
}
