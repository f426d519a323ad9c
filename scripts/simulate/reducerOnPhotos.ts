/**
 * Measures what a whitened PCA before the test is worth on photos that are blurred or noisy:
 *
 *     npx tsx scripts/simulate/reducerOnPhotos.ts [trials]
 *
 * A trial draws 600 of 1,200 clean photos as the reference, and 64 of the others, of which the
 * second half has been corrupted too, as the window. Raw features are tested against all 600 rows;
 * a reducer is fitted on a share of them and tests against the rest, so that both know as much. In
 * each trial all methods see the same rows.
 */
import { seededRandom } from '../../src/random/seededRandom.js';
import { fitPca } from '../../src/reducer/fitPca.js';
import { projectRows } from '../../src/reducer/projectRows.js';
import { splitForReducer } from '../../src/reducer/splitForReducer.js';
import type { FeatureRows } from '../../src/rows/featureRows.js';
import { pickRows } from '../../src/rows/pickRows.js';
import { pooledRows } from '../../src/rows/pooledRows.js';
import { drawSplits } from '../../src/statistics/splits.js';
import { rawSpace } from './featureSpace.js';
import { permutationTest } from './permutationTest.js';
import { photoFeatures } from './photoFeatures.js';
import { projectedTest } from './projectedTest.js';
import { firstColumns, joinedRows, shuffled } from './rowSets.js';

const [PHOTOS, HALF, REFERENCE, WINDOW, PERMUTATIONS] = [1200, 600, 600, 64, 499];
const SHARES = [0.5, 0.6];
const COMPONENTS = [128, 64];
const LEVELS = [0.05, 0.01];
const CORRUPTIONS = ([1, 2] as const).flatMap((severity) =>
  (['gaussianBlur', 'gaussianNoise', 'impulseNoise', 'shotNoise', 'speckleNoise'] as const).map(
    (name) => [name, severity] as const,
  ),
);

const [trials = 400] = process.argv.slice(2).map(Number);
const [first, second, ...corrupted] = (await photoFeatures([
  { from: 0, to: HALF },
  { from: HALF, to: PHOTOS },
  ...CORRUPTIONS.map((corruption) => ({ from: HALF, to: PHOTOS, corruption })),
])) as [FeatureRows, FeatureRows, ...FeatureRows[]];
const clean = pooledRows(first, second);
const drifts = [
  { name: 'none', rows: second },
  ...corrupted.map((rows, i) => ({ name: CORRUPTIONS[i]!.join(' '), rows })),
].map(({ name, rows }) => ({ name, rows, raw: rawSpace(pooledRows(clean, rows)).distances }));
const random = seededRandom(1);
const pValues = new Map<string, number[]>();
const started = performance.now();

for (let trial = 0; trial < trials; trial++) {
  const order = shuffled(PHOTOS, random);
  const reference = order.slice(0, REFERENCE);
  const live = order
    .slice(REFERENCE)
    .filter((photo) => photo >= HALF)
    .slice(0, WINDOW);
  const splits = drawSplits(REFERENCE, WINDOW, PERMUTATIONS, trial);
  for (const { name, raw } of drifts) {
    const window = live.map((photo) => PHOTOS + photo - HALF);
    record(name, 'raw', await permutationTest(raw, reference, window, splits));
  }
  const windows = joinedRows(
    drifts.map(({ rows }) =>
      pickRows(
        rows,
        live.map((photo) => photo - HALF),
      ),
    ),
  );
  for (const share of SHARES) {
    const { fit, test } = splitForReducer(REFERENCE, trial, share);
    const rows = (picked: Int32Array) =>
      pickRows(
        clean,
        picked.map((at) => reference[at]!),
      );
    const components = Math.max(...COMPONENTS);
    const reducer = await fitPca(rows(fit), { components, whiten: true });
    const tested = projectRows(reducer, rows(test));
    const projected = projectRows(reducer, windows);
    for (const k of COMPONENTS) {
      const against = firstColumns(tested, k);
      const pValueOf = await projectedTest(against, WINDOW, PERMUTATIONS, trial);
      for (const [i, { name }] of drifts.entries()) {
        const rowsOfWindow = Int32Array.from({ length: WINDOW }, (_, j) => i * WINDOW + j);
        const window = firstColumns(pickRows(projected, rowsOfWindow), k);
        record(name, `whitened PCA-${k}, ${share} fitted on`, await pValueOf(window));
      }
    }
  }
}

console.log(`Windows rejected at ${LEVELS.join(' / ')}; ${trials} trials.`);
for (const [key, found] of pValues) {
  const shares = LEVELS.map((level) => found.filter((p) => p <= level).length / found.length);
  console.log(`${key.padEnd(56)} ${shares.map((share) => share.toFixed(3)).join(' / ')}`);
}
console.log(`${((performance.now() - started) / 1000).toFixed(0)} s`);

function record(drift: string, method: string, pValue: number): void {
  const key = `${drift.padEnd(18)} ${method}`;
  pValues.set(key, [...(pValues.get(key) ?? []), pValue]);
}
