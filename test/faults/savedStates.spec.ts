import { expect, test } from 'playwright/test';
import {
  type AlarmPolicy,
  DriftMonitor,
  evidencePolicy,
  expectedRunTimePolicy,
  type MonitorOptions,
  Reference,
  SegmentedMonitor,
  scanPolicy,
} from 'tfjs-drift';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { seededRandom } from '../../src/core/base/random.js';
import { nextTask } from '../../src/core/base/tasks.js';
import { mutatedJson } from '../support/mutatedJson.js';

const [WIDTH, WINDOW] = [3, 6];
/** Calls of a window each, of inputs that are six standard deviations off. */
const DRIFTED_CALLS = 12;

const reference = await Reference.fromFeatures(gaussianRows(80, WIDTH, 1));
const options = {
  reference,
  sampling: 'independent',
  windowSize: WINDOW,
  permutations: 19,
  falseAlarms: { per: 'hour' },
  episodes: { recoverAfter: 2, cooldown: 3 },
  compute: 'typescript',
} as const satisfies MonitorOptions;

const policies = [expectedRunTimePolicy(), evidencePolicy(), scanPolicy()];

for (const policy of policies) {
  test(`${policy.name}: of 500 mutated states each is taken up or noticed, and drift still alarms`, async () => {
    test.setTimeout(600_000);
    const states = await savedStates(policy);
    const random = seededRandom(7);
    const wrong: unknown[] = [];
    let taken = 0;
    for (let mutation = 0; mutation < 500; mutation++) {
      const { mutated, what } = mutatedJson(states[mutation % states.length], random);
      const savedState = mutated as NonNullable<MonitorOptions['savedState']>;
      const { monitor, told } = watched({ policy, savedState });
      await Promise.resolve();
      const isNoticed = told.splice(0).join() === 'saved-state-ignored';
      const { tests, episode } = monitor.status;
      // What is no object at all is the same as no state.
      const isRight =
        !isNoticed && savedState
          ? tests === savedState.tests
          : tests === 0 && episode === undefined;
      if (!isNoticed) taken++;
      await show(monitor, 2, mutation, 0);
      for (let call = 0; call < DRIFTED_CALLS && monitor.status.state !== 'drift'; call++) {
        await show(monitor, 1, mutation + call, 6);
      }
      const { state } = monitor.status;
      if (!isRight || state !== 'drift' || told.length > 0)
        wrong.push({ what, tests, state, told });
      await monitor.dispose();
    }
    expect(wrong).toEqual([]);
    // Well-formed numbers that are not true cannot be told from true ones.
    expect(taken).toBeGreaterThan(25);
    expect(taken).toBeLessThan(250);
  });
}

test('a state of another seed, or of other false alarms of the policy itself, is not taken up', async () => {
  for (const [before, after] of [
    [{}, { seed: 1 }],
    [{}, { permutations: 99 }],
    [{}, { policy: evidencePolicy({ falseAlarms: { perSamples: 5_000 } }) }],
    [
      { policy: expectedRunTimePolicy({ falseAlarms: { perSamples: 5_000 } }) },
      { policy: expectedRunTimePolicy({ falseAlarms: { perSamples: 200 } }) },
    ],
  ] as const) {
    const first = watched(before).monitor;
    const savedState = first.saveState();
    for (const [changes, codes] of [
      [before, []],
      [after, ['saved-state-ignored']],
    ] as const) {
      const { monitor, told } = watched({ ...changes, savedState });
      await Promise.resolve();
      expect(told).toEqual(codes);
      await monitor.dispose();
    }
    await first.dispose();
  }
});

test('a policy of your own says what it has saved', async () => {
  const policy: AlarmPolicy = {
    name: 'own',
    start: ({ saved }) => {
      let count = (saved as number | undefined) ?? 0;
      return {
        decide: () => ({ level: 'ok', measure: 'pValue', threshold: ++count, warningThreshold: 1 }),
        save: () => count,
      };
    },
    accepts: (saved) => Number.isSafeInteger(saved),
  };
  const first = watched({ policy }).monitor;
  await show(first, 3, 1, 0);
  const good = JSON.parse(JSON.stringify(first.saveState()));
  const bad = { ...good, alarms: { ...good.alarms, rule: 'three' } };
  for (const [savedState, tests, codes] of [
    [good, 4, []],
    [bad, 1, ['saved-state-ignored']],
  ] as const) {
    const { monitor, told } = watched({ policy, savedState });
    await show(monitor, 1, 2, 0);
    expect([monitor.status.tests, monitor.status.lastVerdict!.threshold]).toEqual([tests, tests]);
    expect(told).toEqual(codes);
    await monitor.dispose();
  }
  await first.dispose();
});

test('segments: of 300 mutated states each part is taken up or noticed', async () => {
  test.setTimeout(600_000);
  const labels = Array.from({ length: 80 }, (_, row) => (row < 40 ? 'cup' : 'plate'));
  const first = await SegmentedMonitor.create({ ...options, labels });
  for (let call = 0; call < 2 * WINDOW; call++) {
    first.observe(gaussianRows(1, WIDTH, call), [labels[call % 2 === 0 ? 0 : 79]!]);
    await first.idle();
  }
  const state = JSON.parse(JSON.stringify(first.saveState()));
  await first.dispose();
  const random = seededRandom(8);
  for (let mutation = 0; mutation < 300; mutation++) {
    const { mutated, what } = mutatedJson(state, random);
    const saved = mutated as typeof state;
    const monitor = await SegmentedMonitor.create({ ...options, labels, savedState: saved });
    const told = new Set<string | undefined>();
    monitor.on('error', (error) => expect([what, error]).toEqual([what, undefined]));
    monitor.on('notice', ({ segment, notice }) => {
      if (notice.code === 'saved-state-ignored') told.add(segment);
    });
    for (let task = 0; task < 3; task++) await nextTask();
    const { overall, segments } = monitor.status;
    if (!told.has(undefined) && saved) expect(overall.tests).toBe(saved.overall.tests);
    for (const { label, status } of segments) {
      if (told.has(label) || told.has(undefined) || !saved) continue;
      expect([what, status!.tests]).toEqual([what, saved.segments[label].tests]);
    }
    await monitor.dispose();
  }
});

/** What a monitor knows while all is well, then in a cooldown, and in an episode of drift. */
async function savedStates(policy: AlarmPolicy): Promise<unknown[]> {
  const { monitor } = watched({ policy });
  await monitor.ready();
  // The reference keeps what is calibrated, also beside the watching, for all monitors that follow.
  const { calibrations } = reference;
  if (policy.name === 'scan') await expect.poll(() => calibrations.partials.length).toBe(1);
  const saved = () => JSON.parse(JSON.stringify(monitor.saveState()));
  await show(monitor, 4, 1, 0);
  const calm = saved();
  const { alarms } = calm;
  const cooling = { ...alarms, episodes: { ...alarms.episodes, count: 1, cooldownLeft: 2 } };
  await show(monitor, DRIFTED_CALLS, 2, 6);
  monitor.acknowledge('new lamp');
  const drifting = saved();
  await monitor.dispose();
  return [calm, { ...calm, alarms: cooling }, drifting];
}

/** A monitor, and the codes of its notices and the errors that it told of. */
function watched(changes: Partial<MonitorOptions>): { monitor: DriftMonitor; told: unknown[] } {
  const monitor = new DriftMonitor({ ...options, ...changes });
  const told: unknown[] = [];
  monitor.on('notice', ({ code }) => {
    if (code !== 'small-power' && code !== 'reference-small') told.push(code);
  });
  monitor.on('error', (error) => told.push(error));
  return { monitor, told };
}

/** Calls of a window each, every coordinate moved by so much. */
async function show(
  monitor: DriftMonitor,
  calls: number,
  seed: number,
  shift: number,
): Promise<void> {
  const { values } = gaussianRows(calls * WINDOW, WIDTH, 1_000 + seed);
  for (let call = 0; call < calls; call++) {
    const rows = values.slice(call * WINDOW * WIDTH, (call + 1) * WINDOW * WIDTH);
    monitor.observe({ values: rows.map((value) => value + shift), width: WIDTH });
    await monitor.idle();
  }
}
