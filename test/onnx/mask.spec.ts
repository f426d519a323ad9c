import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift/core';
import { fitSession, type OnnxSession, watchSession } from 'tfjs-drift/onnx';
import { input, model, node, output, spread, types, weight } from '../support/onnxModel.js';

const WIDTH = 4;
const TABLE = spread(9 * WIDTH);
const FEATURES = 'last_hidden_state';
const OPTIONS = { features: FEATURES, mask: 'attention_mask' };

/** Tokens [batch, tokens] to their rows in a table, as the first layer of a language model. */
const embedder = (maskType: number = types.int64) =>
  InferenceSession.create(
    model(
      node('Gather', ['table', 'input_ids'], [FEATURES]),
      node('Identity', ['attention_mask'], ['same_mask']),
      weight('table', [9, WIDTH], TABLE),
      input('input_ids', ['batch', 'tokens'], types.int64),
      input('attention_mask', ['batch', 'tokens'], maskType),
      output(FEATURES, ['batch', 'tokens', WIDTH]),
      output('same_mask', ['batch', 'tokens'], maskType),
    ),
  );

const whole = (values: readonly number[], dims: readonly number[]) =>
  new Tensor('int64', BigInt64Array.from(values, BigInt), dims);

/** Texts of one batch, padded with token 8. */
function feedsOf(...texts: readonly (readonly number[])[]) {
  const tokens = Math.max(...texts.map(({ length }) => length));
  const padded = texts.flatMap((text) => Array.from({ length: tokens }, (_, at) => text[at]));
  const tensorOf = (numberOf: (token: number | undefined) => number) =>
    whole(padded.map(numberOf), [texts.length, tokens]);
  return {
    input_ids: tensorOf((token) => token ?? 8),
    attention_mask: tensorOf((token) => Number(token !== undefined)),
  };
}

/** The rows that a monitor has seen after some runs, and its errors; answers are complete. */
async function watchedRuns<Session extends OnnxSession>(
  session: Session,
  runs: readonly object[],
  options: Parameters<typeof watchSession>[2] = OPTIONS,
) {
  const width = options.channels === 'first' ? 2 : WIDTH;
  const known = Array.from({ length: 6 }, (_, at) => spread(width * (at + 1)).slice(-width));
  const reference = await Reference.fromFeatures(known);
  const monitor = new DriftMonitor({ reference, windowSize: 3, policy: pValuePolicy() });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  const watched = watchSession(monitor, session, options);
  for (const feeds of runs) {
    const answer = await watched.run(feeds as never);
    expect(Object.keys(answer as object)).toEqual(session.outputNames);
    await monitor.idle();
  }
  const rows = monitor.window.rows().map((row) => [...row]);
  await monitor.dispose();
  return { rows, errors };
}

test('padding is left out: texts in a batch give the rows that they give alone', async () => {
  const session = await embedder();
  const texts = [[1, 2, 3, 4, 5], [7], [6, 2]];
  const alone = await watchedRuns(
    session,
    texts.map((text) => feedsOf(text)),
  );
  expect(alone.rows[1]).toEqual(TABLE.slice(7 * WIDTH, 8 * WIDTH).map(Math.fround));
  const inBatch = [feedsOf(...texts)];
  expect(await watchedRuns(session, inBatch)).toEqual({ rows: alone.rows, errors: [] });

  const unmasked = await watchedRuns(session, inBatch, { features: FEATURES });
  expect(unmasked.rows[0]).toEqual(alone.rows[0]);
  expect(unmasked.rows[1]).not.toEqual(alone.rows[1]);

  const reference = await fitSession(session, inBatch, OPTIONS);
  expect(reference.features.values.slice(WIDTH)).toEqual(
    Float32Array.from(alone.rows.flat()).slice(WIDTH),
  );
});

test('a mask is of any numbers, which are weights, or of truth values', async () => {
  const cases = [
    { type: 'bool', number: 9, data: Uint8Array.of(1, 1, 0), share: 1 / 2 },
    { type: 'int32', number: 6, data: Int32Array.of(1, 0, 0), share: 1 },
    { type: 'float32', number: 1, data: Float32Array.of(0.75, 0.25, 0), share: 3 / 4 },
  ] as const;
  for (const { type, number, data, share } of cases) {
    const attention_mask = new Tensor(type, data as never, [1, 3]);
    const feeds = { input_ids: whole([1, 2, 8], [1, 3]), attention_mask };
    const { rows } = await watchedRuns(await embedder(number), [feeds]);
    for (let at = 0; at < WIDTH; at++) {
      const mean = share * TABLE[WIDTH + at]! + (1 - share) * TABLE[2 * WIDTH + at]!;
      expect(rows[0]![at]).toBeCloseTo(mean, 6);
    }
  }
});

test('what is left out may be NaN, channels may come first, and the mask is taken before the run', async () => {
  // Of a name that no test taps: taps are known by name, in all of a process.
  const own = 'own_features';
  const data = Float32Array.of(1, 3, Number.NaN, 2, 6, Number.NaN);
  const session = {
    inputNames: ['mask'],
    outputNames: [own],
    run: async (feeds: { mask: Tensor }) => {
      feeds.mask.dispose();
      return { [own]: new Tensor('float32', data, [1, 2, 3]) };
    },
  };
  const options = { features: own, mask: 'mask', channels: 'first' } as const;
  const { rows } = await watchedRuns(session, [{ mask: whole([1, 1, 0], [1, 3]) }], options);
  expect(rows).toEqual([[2, 4]]);
});

test("what is no mask is an error event, and the answer is the app's", async () => {
  const session = await embedder();
  const { input_ids } = feedsOf([1, 2]);
  const cases: [number[], number[], RegExp][] = [
    [[0, 0], [1, 2], /InvalidFeaturesError: mask: 'attention_mask' leaves nothing of row 0/],
    [[1, -1], [1, 2], /mask: 'attention_mask' holds -1; 1 was expected for what counts/],
    [[1, 1, 1], [1, 3], /mask: features of shape \[1,2,4\] .* mask of shape \[1,3\]/],
  ];
  for (const [values, dims, message] of cases) {
    const runs = [{ input_ids, attention_mask: whole(values, dims) }];
    const { rows, errors } = await watchedRuns(session, runs);
    expect(errors).toEqual([expect.stringMatching(message)]);
    expect(rows).toEqual([]);
  }
  const pooled = { ...OPTIONS, features: 'same_mask' };
  const { errors } = await watchedRuns(session, [feedsOf([1, 2])], pooled);
  expect(errors).toEqual([expect.stringMatching(/Leave `mask` out for features that are pooled/)]);
});

test('a mask that is no input is refused by name, and so is a reference made without it', async () => {
  const session = await embedder();
  const wrong = { ...OPTIONS, mask: 'atention_mask' };
  await expect(fitSession(session, [], wrong)).rejects.toThrow(
    /mask: one of 'input_ids', 'attention_mask' was expected, .*did you mean 'attention_mask'/,
  );
  const texts = Array.from({ length: 6 }, (_, at) => [at, 8 - at]);
  const reference = await fitSession(session, [feedsOf(...texts)], OPTIONS);
  const monitor = new DriftMonitor({ reference, windowSize: 2, policy: pValuePolicy() });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  watchSession(monitor, session, { features: FEATURES });
  await expect.poll(() => errors.join()).toMatch(/ReferenceMismatchError: .*mask attention_mask/);
  await monitor.dispose();
});
