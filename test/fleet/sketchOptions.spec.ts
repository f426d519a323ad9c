import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { type SketchOptions, sketchSpaceOf, startSketches } from 'tfjs-drift/fleet';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const reference = Reference.fromFeatures(gaussianRows(1, 80, 3));
const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`label ${at}`, 'x']));

const wrong: readonly (readonly [options: object, message: RegExp])[] = [
  [{ to: 'ftp://x' }, /to: an http or https address was expected/],
  [{ to: '/sketches' }, /Outside a page it must be whole/],
  [{ evry: 'day' }, /there is no option 'evry'; did you mean 'every'\?/],
  [
    { every: 'week' },
    /every: 'hour', 'day' or milliseconds from 60000 that divide a day .* 'week' came/,
  ],
  [{ every: 1_000 }, /every: .* 1000 came/],
  [{ every: 7 * 60_000 + 1 }, /divide a day/],
  [{ every: 2 * 86_400_000 }, /divide a day/],
  [{ format: 'protobuf' }, /format: one of 'batch', 'otlp' was expected, 'protobuf' came/],
  [{ minSamples: 0 }, /minSamples: a whole number from 1/],
  [{ device: '' }, /device: a string of 1 to 128 characters/],
  [{ device: 'x'.repeat(129) }, /device/],
  [{ device: 'a\nb' }, /without control characters/],
  [{ device: 7 }, /device: .* 7 came/],
  [{ app: '' }, /app: a string/],
  [{ release: 2 }, /release: a string .* 2 came/],
  [{ labels: ['a'] }, /labels: an object of at most 8 strings was expected/],
  [{ labels: 'site' }, /labels: an object/],
  [{ labels: many }, /labels: an object of at most 8/],
  [{ labels: { ['k'.repeat(65)]: 'x' } }, /labels, a name: a string of 1 to 64/],
  [{ labels: { site: 5 } }, /labels.site: a string of 1 to 128/],
  [{ privacy: true }, /privacy/],
  [{ privacy: { epsilon: 1 } }, /privacy.delta: a number from 1e-15 to 0.5/],
  [{ privacy: { epsilon: 0, delta: 1e-6 } }, /privacy.epsilon: a number from 0.01 to 100/],
  [{ privacy: { epsilon: 1, delta: 1e-6, sigma: 1 } }, /privacy: there is no option 'sigma'/],
  [{ kernel: 'gausian' }, /kernel: one of .* did you mean 'gaussian'/],
  [{ bandwidth: 0 }, /bandwidth: a number/],
  [{ bandwidth: 'fuse' }, /bandwidth: .* 'fuse' came/],
  [{ checkpointMs: 10 }, /checkpointMs: a whole number from 1000 to 600000/],
  [{ random: 5 }, /random: a function/],
  [{ clock: 5 }, /clock: a function/],
  [{ onError: 5 }, /onError: a function/],
];

test('a bad option is named, with what was expected', async () => {
  const monitor = new DriftMonitor({ reference: await reference });
  const to = 'https://example.com/sketches';
  for (const [options, message] of wrong) {
    expect(
      () => startSketches(monitor, { to, ...options } as SketchOptions),
      String(message),
    ).toThrow(
      expect.objectContaining({
        name: 'InvalidOptionError',
        message: expect.stringMatching(message),
      }),
    );
  }
  expect(() => startSketches(monitor, undefined as never)).toThrow(/an object of options/);
  await monitor.dispose();
});

test('the space of sketches is the same for the same reference, kernel and bandwidth', async () => {
  const made = await reference;
  const read = await Reference.fromFile(made.toFile());
  const [space, again] = await Promise.all([sketchSpaceOf(made), sketchSpaceOf(read)]);
  expect(again).toEqual(space);
  expect(space).toMatchObject({
    referenceId: made.id,
    kernel: 'gaussian',
    bandwidth: made.bandwidth,
  });
  expect(space.landmarks).toEqual(made.landmarks);
  expect(space.landmarks).toHaveLength(64);
  const others = await Promise.all([
    sketchSpaceOf(made, { kernel: 'laplace' }),
    sketchSpaceOf(made, { bandwidth: 2 }),
    sketchSpaceOf(await made.extend([[9, 9, 9]])),
  ]);
  const ids = [space, ...others].map(({ sketchId }) => sketchId);
  expect(new Set(ids).size).toBe(4);
  await expect(sketchSpaceOf(made, { width: 3 } as never)).rejects.toThrow(/no option 'width'/);
});
