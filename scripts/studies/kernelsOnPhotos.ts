import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import { kernels } from '../../src/core/mmd/kernel.js';
import { runMmdTest } from '../../src/core/mmd/mmdTest.later.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { shuffled } from '../streams/rowSets.js';

const [HALF, PHOTOS, PERMUTATIONS] = [600, 1_200, 499];
const LEVELS = [0.05, 0.01];

const SIZES = [
  { referenceSize: 300, windowSize: 64 },
  { referenceSize: 100, windowSize: 20 },
] as const;

const CORRUPTIONS = [
  ['gaussianBlur', 1],
  ['gaussianBlur', 2],
  ['gaussianNoise', 1],
] as const;

/**
 * A trial draws the reference of the first 600 photos, and the window of the others, clean or
 * corrupted; all kernels, each with its own median bandwidth, see the same rows.
 */
export async function kernelsOnPhotos(trials: number): Promise<void> {
  const [clean, fresh, ...corrupted] = (await photoFeatures([
    { from: 0, to: HALF },
    { from: HALF, to: PHOTOS },
    ...CORRUPTIONS.map((corruption) => ({ from: HALF, to: PHOTOS, corruption })),
  ])) as [FeatureRows, FeatureRows, ...FeatureRows[]];
  const drifts = [
    { name: 'none', rows: fresh },
    ...corrupted.map((rows, at) => ({ name: CORRUPTIONS[at]!.join(' '), rows })),
  ];
  console.log(`Windows rejected at ${LEVELS.join(' / ')}, ${trials} trials.`);
  for (const { referenceSize, windowSize } of SIZES) {
    for (const { name, rows } of drifts) {
      for (const kernel of kernels) {
        const pValues: number[] = [];
        for (let trial = 0; trial < trials; trial++) {
          const random = seededRandom(1_000_000 + trial);
          const reference = pickRows(clean, shuffled(HALF, random).subarray(0, referenceSize));
          const live = pickRows(rows, shuffled(HALF, random).subarray(0, windowSize));
          const options = { kernel, permutations: PERMUTATIONS, seed: trial };
          pValues.push((await runMmdTest(reference, live, options)).pValue);
        }
        const shares = LEVELS.map((level) => pValues.filter((p) => p <= level).length / trials);
        const size = `${referenceSize}, ${windowSize}`.padEnd(8);
        const shown = shares.map((share) => share.toFixed(2)).join(' / ');
        console.log(`${size} ${name.padEnd(16)} ${kernel.padEnd(18)} ${shown}`);
      }
    }
  }
}
