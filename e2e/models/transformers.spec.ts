import type { Run } from './shared/run.js';
import { expect, expectWatched, test } from './support/modelsTest.js';

const PAGE = 'transformers/messages.html';

interface WatchedPipeline extends Run {
  /** Of its model, by name. */
  readonly outputs: readonly string[];
}

test('AutoModel: logits and features of one pass, which go in by hand', async ({ runIn }) => {
  const run = await runIn(PAGE, 'autoModel');
  expectWatched(run, { inputsToAlarm: 6 });
  expect(run.reference).toEqual({ size: 80, width: 32 });
});

test('a pipeline with a watched session answers as one without', async ({ runIn }) => {
  const run = await runIn<WatchedPipeline>(PAGE, 'servedTap');
  expectWatched(run, { inputsToAlarm: 6 });
  expect(run.outputs).toEqual(['logits']);
});

test('a file is tapped as it is loaded, and its cached bytes stay tapped', async ({ runIn }) => {
  interface Tapped extends WatchedPipeline {
    /** What a second pipeline loads, and which outputs its session has. */
    readonly loadedAgain: readonly string[];
    readonly cached: readonly string[];
  }
  const run = await runIn<Tapped>(PAGE, 'tapInPage');
  expectWatched(run, { inputsToAlarm: 6 });
  expect(run.outputs).toEqual(['logits']);
  expect(run.loadedAgain).toEqual([]);
  expect(run.cached).toEqual(['logits', 'pooled']);
});

test('features of a pipeline on WebGPU stay there', async ({ runIn }) => {
  test.setTimeout(360_000);
  const run = await runIn<WatchedPipeline>(PAGE, 'onGpu');
  expectWatched(run, { inputsToAlarm: 6 });
  expect(run).toMatchObject({ compute: 'webgpu', outputs: ['logits'] });
});

test('rows of an embeddings pipeline go in by hand', async ({ runIn }) => {
  const run = await runIn(PAGE, 'embeddings');
  expectWatched(run, { inputsToAlarm: 6 });
  expect(run.reference).toEqual({ size: 80, width: 32 });
});

test('by the mask, rows of a padded batch are the means that transformers.js makes', async ({
  runIn,
}) => {
  interface Padded {
    /** How many lengths the texts have. */
    readonly lengths: number;
    readonly rows: readonly number[];
    readonly expected: readonly number[];
    readonly errors: readonly string[];
  }
  const { lengths, rows, expected, errors } = await runIn<Padded>(PAGE, 'padding');
  expect(errors).toEqual([]);
  expect(lengths).toBeGreaterThan(2);
  expect(rows).toHaveLength(8 * 32);
  for (const [at, value] of rows.entries()) expect(value).toBeCloseTo(expected[at]!, 6);
});
