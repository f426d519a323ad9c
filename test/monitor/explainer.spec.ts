import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  type ExplainedTest,
  type Explainer,
  InvalidOptionError,
  type MonitorOptions,
  pValuePolicy,
  Reference,
  type Verdict,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';

const reference = Reference.fromFeatures(gaussianRows(1, 30, 3));

async function monitorOf(explain: Partial<Explainer>, options: Partial<MonitorOptions> = {}) {
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 8,
    permutations: 199,
    policy: pValuePolicy(),
    explain: { wantsLogits: false, describe: () => undefined, explain: () => ({}), ...explain },
    ...options,
  });
  const verdicts: Verdict[] = [];
  const errors: string[] = [];
  monitor.on('verdict', (verdict) => verdicts.push(verdict));
  monitor.on('error', (error) => errors.push(String(error)));
  return { monitor, verdicts, errors };
}

const shifted = (seed: number) => gaussianRows(seed, 1, 3, 4);

test('an explainer is given each test with its inputs, and its words are in the verdict', async () => {
  const tests: ExplainedTest[] = [];
  const harm = { state: 'unknown', reason: 'Nothing is known.' } as const;
  const { monitor, verdicts } = await monitorOf({
    wantsLogits: true,
    explain: (one) => {
      tests.push(one);
      return one.state === 'drift' ? { explanation: { text: 'Darker.' }, harm } : {};
    },
  });
  for (let i = 0; i < 8; i++) monitor.observe(gaussianRows(10 + i, 1, 3));
  await monitor.idle();
  for (let i = 0; i < 8; i++) {
    const properties = { light: i };
    monitor.observe(shifted(30 + i), { id: `dark ${i}`, properties, logits: [[0, Math.log(3)]] });
    await monitor.idle();
  }
  const calm = verdicts.find(({ state }) => state === 'ok')!;
  expect(calm).not.toHaveProperty('explanation');
  const last = verdicts.at(-1)!;
  expect(last).toMatchObject({ state: 'drift', explanation: { text: 'Darker.' }, harm });
  const { changed, inputs, kernel, state } = tests.at(-1)!;
  expect({ changed, kernel, state }).toEqual({ changed: 8, kernel: 'gaussian', state: 'drift' });
  expect(inputs().map(({ sample, id, properties }) => [sample, id, properties])).toEqual(
    Array.from({ length: 8 }, (_, i) => [9 + i, `dark ${i}`, { light: i }]),
  );
  expect(inputs().map(({ row }) => row)).toEqual(monitor.window.rows());
  expect(inputs().every(({ confidence }) => Math.abs(confidence! - 0.75) < 1e-6)).toBe(true);
  expect(tests[0]!.changed).toBe(0);
  await monitor.dispose();
});

test('what reads an input is called when it is taken in, and sees one input at a time', async () => {
  let read = 0;
  const { monitor } = await monitorOf({
    describe: (input) => () => {
      read++;
      return { width: (input as { width: number }).width };
    },
    explain: ({ inputs }) => {
      seen = inputs().map(({ properties }) => properties?.['width']);
      return {};
    },
  });
  let seen: unknown[] = [];
  const image = { width: 5 } as OffscreenCanvas;
  monitor.observe(shifted(1), { image });
  expect(read).toBe(0);
  monitor.observe(gaussianRows(2, 2, 3), { image });
  for (let i = 0; i < 5; i++) monitor.observe(shifted(i));
  await monitor.idle();
  expect(read).toBe(1);
  expect(seen).toEqual([5, ...Array(7).fill(undefined)]);
  await monitor.dispose();
});

test('an explainer that fails is told of, and the alarm is raised', async () => {
  const { monitor, verdicts, errors } = await monitorOf({
    describe: () => {
      throw new RangeError('cannot look');
    },
    explain: () => {
      throw new RangeError('cannot say');
    },
  });
  for (let i = 0; i < 8; i++) monitor.observe(shifted(i), { image: {} as OffscreenCanvas });
  await monitor.idle();
  expect(verdicts.at(-1)?.state).toBe('drift');
  expect(errors.filter((error) => error.includes('cannot look'))).toHaveLength(8);
  expect(errors.some((error) => error.includes('cannot say'))).toBe(true);
  await monitor.dispose();
});

test('what is no explainer is refused', async () => {
  const given = { reference: await reference, explain: { explain: 'yes' } as never };
  expect(() => new DriftMonitor(given)).toThrow(InvalidOptionError);
  expect(() => new DriftMonitor(given)).toThrow(
    /explain: explainer\(\) of tfjs-drift\/explain was expected, .* came/,
  );
});
