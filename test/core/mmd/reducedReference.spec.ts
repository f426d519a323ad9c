import { expect, test } from 'playwright/test';
import { normal } from '../../../src/core/base/draws.js';
import { InvalidOptionError } from '../../../src/core/base/errors.js';
import { seededRandom } from '../../../src/core/base/random.js';
import { type FeatureRows, pickRows } from '../../../src/core/base/rows.js';
import { medianDistance } from '../../../src/core/math/medianDistance.later.js';
import { fitPca, type PcaReducer, projectRows } from '../../../src/core/math/pca.js';
import { MmdDetector } from '../../../src/core/mmd/detector.js';
import { reducedReference } from '../../../src/core/mmd/reducedReference.js';

const [SIZE, WIDTH, WINDOW] = [400, 60, 32];
const OPTIONS = { components: 40, whiten: true };

test('undrifted windows are rejected as often as the level says', async () => {
  let rejected = 0;
  for (let trial = 0; trial < 500; trial++) {
    const draw = drawer(trial);
    const { rows, reducer } = await reducedReference(draw(SIZE), OPTIONS, trial);
    if ((await pValueOf(rows, reducer, draw(WINDOW), trial)) <= 0.05) rejected++;
  }
  expect(Math.abs(rejected / 500 - 0.05)).toBeLessThanOrEqual(0.03);
});

test('a reducer fitted on the rows tested against rejects undrifted windows', async () => {
  const tested = Int32Array.from({ length: 160 }, (_, row) => row);
  let rejected = 0;
  for (let trial = 0; trial < 60; trial++) {
    const draw = drawer(trial);
    const rows = pickRows(draw(SIZE), tested);
    const reducer = await fitPca(rows, OPTIONS);
    const projected = projectRows(reducer, rows);
    if ((await pValueOf(projected, reducer, draw(WINDOW), trial)) <= 0.05) rejected++;
  }
  expect(rejected / 60).toBeGreaterThan(0.3);
});

test('drift along weak axes is found where the features as they are hide it', async () => {
  const [found, hidden] = [[] as number[], [] as number[]];
  for (let trial = 0; trial < 20; trial++) {
    const draw = drawer(trial);
    const features = draw(SIZE);
    const window = draw(WINDOW, 0.6);
    const { rows, reducer } = await reducedReference(features, OPTIONS, trial);
    found.push(await pValueOf(rows, reducer, window, trial));
    hidden.push(await pValueOf(features, identity(), window, trial));
  }
  expect(found.filter((p) => p <= 0.01).length).toBeGreaterThanOrEqual(18);
  expect(hidden.filter((p) => p <= 0.01).length).toBeLessThanOrEqual(10);
});

test('one fit serves all that ask for the same, and another seed another', async () => {
  const features = drawer(1)(SIZE);
  const first = await reducedReference(features, OPTIONS, 3);
  expect(await reducedReference(features, { ...OPTIONS }, 3)).toBe(first);
  const copy = { ...features, values: features.values.slice() };
  expect(await reducedReference(copy, OPTIONS, 3)).toEqual(first);
  expect((await reducedReference(features, OPTIONS, 4)).rows).not.toEqual(first.rows);
  expect([first.fittedOn, first.rows.count, first.rows.width]).toEqual([240, 160, 40]);
});

test('rows that vary along too few axes are refused by name', async () => {
  const features = drawer(1)(SIZE);
  features.values.forEach((_, at) => {
    if (at % WIDTH >= 5) features.values[at] = 1;
  });
  const fit = reducedReference(features, OPTIONS, 0);
  await expect(fit).rejects.toThrow(InvalidOptionError);
  await expect(fit).rejects.toThrow(/reducer: .*vary along 5 axes only, 40 components/);
});

/** Rows whose axes fall from σ 6 to 0.1, as those of features do; drift is a shift of the weaker half. */
function drawer(seed: number): (count: number, shift?: number) => FeatureRows {
  const next = normal(seededRandom(1_000 + seed));
  return (count, shift = 0) => {
    const values = Float32Array.from({ length: count * WIDTH }, (_, at) => {
      const column = at % WIDTH;
      return 6 ** (1 - (2.3 * column) / WIDTH) * (next() + (column >= WIDTH / 2 ? shift : 0));
    });
    return { values, count, width: WIDTH };
  };
}

async function pValueOf(
  reference: FeatureRows,
  reducer: PcaReducer,
  window: FeatureRows,
  seed: number,
): Promise<number> {
  const detector = await MmdDetector.create({
    reference,
    windowSize: WINDOW,
    kernel: 'gaussian',
    bandwidth: await medianDistance(reference, 'squared'),
    permutations: 199,
    seed,
    compute: 'wasm',
    reducer,
  });
  detector.write(window, 0);
  return (await detector.test()).pValue;
}

function identity(): PcaReducer {
  const values = new Float32Array(WIDTH * WIDTH);
  for (let i = 0; i < WIDTH; i++) values[i * WIDTH + i] = 1;
  return {
    mean: new Float32Array(WIDTH),
    components: { values, count: WIDTH, width: WIDTH },
    explainedVariances: new Float64Array(WIDTH),
    whiten: false,
  };
}
