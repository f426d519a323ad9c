import { pooledRows } from '../../src/core/base/derivedRows.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type FeatureRows, pickRows } from '../../src/core/base/rows.js';
import { fitPca, projectRows } from '../../src/core/math/pca.js';
import { splitForReducer } from '../../src/core/mmd/reducedReference.js';
import { drawSplits } from '../../src/core/mmd/splits.js';
import { rawSpace } from '../streams/featureSpace.js';
import { photoFeatures } from '../streams/photoFeatures.js';
import { firstColumns, shuffled } from '../streams/rowSets.js';
import { permutationTest } from './permutationTest.js';
import { projectedTest } from './projectedTest.js';

const [PHOTOS, HALF, REFERENCE, WINDOW, PERMUTATIONS] = [1200, 600, 600, 64, 499];
const COMPONENTS = [128, 64];
const LEVELS = [0.05, 0.01];
const CORRUPTIONS = [
  'gaussianBlur',
  'gaussianNoise',
  'impulseNoise',
  'shotNoise',
  'speckleNoise',
] as const;

/**
 * Measures what a whitened PCA before the test is worth on photos that are blurred or noisy.
 *
 * A trial draws 600 of 1,200 clean photos as the reference, and 64 of the others as the window; a
 * corrupted window is drawn from those of the second half, as only these have been corrupted. Raw
 * features are tested against all 600 rows; a reducer is fitted on 60 % of them and tests against
 * the rest, so that both know as much. In each trial all methods see the same rows; a trial is the
 * same whatever the first one is.
 */
export async function reducerOnPhotos(trials = 400, firstTrial = 0, worst = 1): Promise<void> {
  const corruptions = ([1, 2] as const)
    .slice(0, worst)
    .flatMap((severity) => CORRUPTIONS.map((name) => [name, severity] as const));
  const [first, second, ...corrupted] = (await photoFeatures([
    { from: 0, to: HALF },
    { from: HALF, to: PHOTOS },
    ...corruptions.map((corruption) => ({ from: HALF, to: PHOTOS, corruption })),
  ])) as [FeatureRows, FeatureRows, ...FeatureRows[]];
  const clean = pooledRows(first, second);
  const drifts = [
    { name: 'none', rows: clean, drawnFrom: 0 },
    ...corrupted.map((rows, i) => ({ name: corruptions[i]!.join(' '), rows, drawnFrom: HALF })),
  ].map((drift) => ({ ...drift, raw: rawSpace(pooledRows(clean, drift.rows)).distances }));
  const pValues = new Map<string, number[]>();
  const record = (drift: string, method: string, pValue: number): void => {
    const key = `${drift.padEnd(18)} ${method}`;
    pValues.set(key, [...(pValues.get(key) ?? []), pValue]);
  };

  for (let trial = firstTrial; trial < firstTrial + trials; trial++) {
    // Not the seed of the parts and permutations, which must know nothing of the rows.
    const order = shuffled(PHOTOS, seededRandom(1_000_000 + trial));
    const reference = order.slice(0, REFERENCE);
    const rest = order.slice(REFERENCE);
    const lives = drifts.map(({ drawnFrom }) => {
      const photos = rest.filter((photo) => photo >= drawnFrom).slice(0, WINDOW);
      return photos.map((photo) => photo - drawnFrom);
    });
    const splits = drawSplits(REFERENCE, WINDOW, PERMUTATIONS, trial);
    for (const [i, { name, raw }] of drifts.entries()) {
      const window = lives[i]!.map((row) => PHOTOS + row);
      record(name, 'raw', await permutationTest(raw, reference, window, splits));
    }
    const { fit, test } = splitForReducer(REFERENCE, trial);
    const rows = (picked: Int32Array) =>
      pickRows(
        clean,
        picked.map((at) => reference[at]!),
      );
    const reducer = await fitPca(rows(fit), { components: Math.max(...COMPONENTS), whiten: true });
    const tested = projectRows(reducer, rows(test));
    const windows = drifts.map((drift, i) => projectRows(reducer, pickRows(drift.rows, lives[i]!)));
    for (const k of COMPONENTS) {
      const pValueOf = await projectedTest(firstColumns(tested, k), WINDOW, PERMUTATIONS, trial);
      for (const [i, { name }] of drifts.entries()) {
        record(name, `whitened PCA-${k}`, await pValueOf(firstColumns(windows[i]!, k)));
      }
    }
  }

  console.log(`Windows rejected at ${LEVELS.join(' / ')}; ${trials} trials from ${firstTrial} on.`);
  for (const [key, found] of pValues) {
    const shares = LEVELS.map((level) => found.filter((p) => p <= level).length / found.length);
    console.log(`${key.padEnd(56)} ${shares.map((share) => share.toFixed(3)).join(' / ')}`);
  }
}
