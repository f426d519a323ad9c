import { expect, test } from 'playwright/test';
import { GaussianStream, gaussianReference } from '../../../scripts/streams/gaussianStream.js';
import { policyContext } from '../../../scripts/streams/policyContext.js';
import type { AlarmDecision, AlarmPolicy, AlarmTest } from '../../../src/core/alarm/alarmPolicy.js';
import {
  evidencePolicy,
  expectedRunTimePolicy,
  pValuePolicy,
} from '../../../src/core/alarm/policies.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';

const [WIDTH, WINDOW] = [8, 10];
const reference = await gaussianReference(120, WIDTH, 1);
const context = policyContext(reference.rows, reference.bandwidth, WINDOW, 1_000, 0);

/** Tests of a stream that drifts after 30 of them. */
function tests(count: number): AlarmTest[] {
  const gaussian = normal(seededRandom(2));
  const stream = new GaussianStream(reference, WINDOW);
  const found: AlarmTest[] = [];
  while (found.length < count) {
    const mean = found.length < 30 ? 0 : 1;
    const test = stream.push(new Float32Array(WIDTH).map(() => mean + gaussian()));
    if (test) found.push({ ...test, pValue: found.length < 30 ? 0.5 : 0.004 });
  }
  return found;
}

for (const policy of [expectedRunTimePolicy(), evidencePolicy()]) {
  test(`${policy.name}: what was saved goes on after a reload`, async () => {
    const stream = tests(60);
    const whole = await policy.start(context);
    const expected = stream.map((one) => whole.decide(one));
    const before = await policy.start(context);
    const first = stream.slice(0, 40).map((one) => before.decide(one));
    const saved = JSON.parse(JSON.stringify(before.save!()));
    const after = await policy.start({ ...context, saved });
    const second = stream.slice(40).map((one) => after.decide(one));
    const levels = (decisions: readonly AlarmDecision[]) => decisions.map(({ level }) => level);
    expect(levels([...first, ...second])).toEqual(levels(expected));
    expect(second.map(({ threshold }) => threshold)).toEqual(
      expected.slice(40).map(({ threshold }) => threshold),
    );
    // Ties are broken anew, so that evidence is the same but for them.
    for (const [at, { evidence }] of second.entries()) {
      if (evidence === undefined) continue;
      expect(Math.abs(Math.log(evidence / expected[40 + at]!.evidence!))).toBeLessThan(0.3);
    }
    expect(levels(expected).slice(0, 25)).not.toContain('drift');
    expect(levels(expected)).toContain('drift');
  });

  test(`${policy.name}: thresholds are as high after a night's sleep as before it`, async () => {
    const falseAlarms = { per: 'day', samplesPerSecond: 2 } as const;
    const [one] = tests(1);
    const rule = await policy.start({ ...context, falseAlarms });
    const thresholds = [0, 8 * 3_600_000].flatMap((silence) =>
      Array.from({ length: 150 }, (_, test) => {
        const timeMs = silence + test * 500;
        const { threshold, expectedRunTime } = rule.decide({ ...one!, newRows: [], timeMs });
        expect(expectedRunTime).toBeGreaterThan(0.95 * 172_800);
        return threshold;
      }),
    );
    expect(Math.min(...thresholds.slice(150)) / thresholds[149]!).toBeGreaterThan(0.98);
  });

  test(`${policy.name}: a restart forgets what led to an alarm`, async () => {
    const stream = tests(60);
    const [fresh, used] = [await policy.start(context), await policy.start(context)];
    for (const one of stream) used.decide(one);
    used.restart!();
    const calm = tests(5);
    const decide = (rule: typeof fresh) =>
      calm.map((one) => rule.decide(one)).map(({ level, threshold }) => ({ level, threshold }));
    expect(decide(used)).toEqual(decide(fresh));
  });
}

test('a warning is easier to raise than an alarm, and says by what it is', async () => {
  for (const policy of [expectedRunTimePolicy(), evidencePolicy()]) {
    const rule = await policy.start(context);
    const decision = rule.decide(tests(1)[0]!);
    expect(decision.warningThreshold).toBeLessThan(decision.threshold);
    expect(decision.byChance).toBe('per 1,000 inputs');
    expect(decision.expectedRunTime).toBe(1_000);
  }
});

test('the rule of the tutorials: drift at its level, a warning at ten times that', async () => {
  const rule = await pValuePolicy({ alarmAt: 0.01 }).start(context);
  const level = (pValue: number) => rule.decide({ ...tests(1)[0]!, pValue }).level;
  expect([0.009, 0.01, 0.011, 0.1, 0.11].map(level)).toEqual([
    'drift',
    'drift',
    'warning',
    'warning',
    'ok',
  ]);
  for (const wrong of [0, 1, Number.NaN]) {
    expect(() => pValuePolicy({ alarmAt: wrong })).toThrow(/alarmAt: .* came/);
  }
});

test('wishes that a policy cannot fulfil are named', async () => {
  const starts = (policy: AlarmPolicy, change: object) =>
    Promise.resolve().then(() => policy.start({ ...context, ...change }));
  await expect(starts(expectedRunTimePolicy(), { windowSize: 60 })).rejects.toThrow(
    /at least 121 rows.*windowSize of at most 59/,
  );
  await expect(starts(expectedRunTimePolicy(), { bandwidth: undefined })).rejects.toThrow(
    /'pooled-median' or 'fuse' came/,
  );
  expect(() => evidencePolicy({ falseAlarms: { perSamples: 3 } })).toThrow(/perSamples/);
});
