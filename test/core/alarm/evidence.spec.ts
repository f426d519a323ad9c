import { expect, test } from 'playwright/test';
import { policyContext } from '../../../scripts/streams/policyContext.js';
import type { AlarmTest } from '../../../src/core/alarm/alarmPolicy.js';
import { Evidence, normalScore, payout } from '../../../src/core/alarm/bets.js';
import { DistanceRanks, oneRow, ReferenceParts } from '../../../src/core/alarm/conformal.js';
import { evidencePolicy } from '../../../src/core/alarm/policies.js';
import { WitnessRanks } from '../../../src/core/alarm/witnessRanks.js';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';

const WIDTH = 4;

function gaussianRows(count: number, gaussian: () => number) {
  const values = Float32Array.from({ length: count * WIDTH }, gaussian);
  return { values, count, width: WIDTH };
}

async function ruleOf(size: number, seed: number, runTime: number, saved?: unknown) {
  const features = gaussianRows(size, normal(seededRandom(seed)));
  return evidencePolicy().start({ ...policyContext(features, 1, 1, runTime, seed), saved });
}

function asTest(row: Float32Array): AlarmTest {
  const newRows = [row];
  const nothing = { mmd2: 0, statistic: 0, pValue: 1, z: 0, approximatePValue: 1, bandwidth: 1 };
  return { ...nothing, newRows, rows: newRows, timeMs: 0 };
}

/** Rows until an alarm, `most` without one. */
function delayOf(
  rule: Awaited<ReturnType<typeof ruleOf>>,
  draw: () => number,
  most: number,
): number {
  for (let row = 1; row < most; row++) {
    if (rule.decide(asTest(new Float32Array(WIDTH).map(draw))).level === 'drift') return row;
  }
  return most;
}

test('p-values are uniform and independent without drift, however small the reference', async () => {
  const [runs, steps] = [1_500, 10];
  const lists = [new Int32Array(10), new Int32Array(10), new Int32Array(10)];
  const products = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const random = seededRandom(run);
    const gaussian = normal(random);
    const parts = await ReferenceParts.create(gaussianRows(8, gaussian), random);
    const [distance, witness] = [new DistanceRanks(parts), new WitnessRanks(parts)];
    let before: number[] | undefined;
    for (let step = 0; step < steps; step++) {
      witness.learn(parts.compare(oneRow(new Float32Array(WIDTH).map(gaussian))));
      const row = parts.compare(oneRow(new Float32Array(WIDTH).map(gaussian)));
      const p = [distance.rank(row, random()), ...witness.rank(row, random())];
      distance.add(row);
      witness.add(row);
      for (const [i, value] of p.entries()) {
        lists[i]![Math.floor(10 * value)]!++;
        if (before) products[i]! += (value - 0.5) * (before[i]! - 0.5);
      }
      before = p;
    }
  }
  for (const [i, bins] of lists.entries()) {
    const expected = (runs * steps) / 10;
    const chi2 = bins.reduce((sum, bin) => sum + (bin - expected) ** 2 / expected, 0);
    // Exceeded once in 1,000 by a χ² of 9 degrees of freedom.
    expect(chi2).toBeLessThan(27.9);
    const correlation = (12 * products[i]!) / (runs * (steps - 1));
    expect(Math.abs(correlation)).toBeLessThan(0.03);
  }
});

test('a bet pays 1 on average, more for what it bets on, and no more than a bound', () => {
  const points = 100_000;
  for (const stake of [-1, 0.6, 1.2]) {
    let mean = 0;
    for (let i = 0; i < points; i++)
      mean += payout(normalScore((i + 0.5) / points), stake) / points;
    expect(mean).toBeCloseTo(1, 3);
    expect(payout(normalScore(stake > 0 ? 0.01 : 0.99), stake)).toBeGreaterThan(2);
    for (const p of [0, 1]) expect(payout(normalScore(p), stake)).toBeLessThan(1e4);
  }
  // Of the standard normal distribution: scipy.stats.norm.isf.
  for (const [p, score] of [
    [0.5, 0],
    [0.025, 1.959963984540054],
    [0.3, 0.5244005127080409],
    [0.975, -1.959963984540054],
    [1e-6, 4.753424308822899],
  ] as const) {
    expect(normalScore(p)).toBeCloseTo(score, 7);
  }
});

test('evidence has reached the limit that it is held at, and goes on from what was saved', () => {
  const evidence = new Evidence([0.5, 1], 2, 1);
  for (let row = 0; row < 40; row++) evidence.bet([0.01, 0.001], 70);
  expect(evidence.sum).toBeGreaterThanOrEqual(70);
  expect(evidence.sum).toBeCloseTo(70, 6);
  const after = new Evidence([0.5, 1], 2, 1, JSON.parse(JSON.stringify(evidence.gathered)));
  for (const one of [evidence, after]) one.bet([0.9, 0.95], 70);
  expect(after.gathered).toEqual(evidence.gathered);
  expect(after.sum).toBeLessThan(30);
  after.bet([], 70);
  expect(after.gathered).toEqual(evidence.gathered);
});

test('rows that only lie further in are found, and those of half the shift, too', async () => {
  for (let seed = 1; seed < 5; seed++) {
    const gaussian = normal(seededRandom(50 + seed));
    const calm = await ruleOf(200, seed, 1e5);
    expect(delayOf(calm, gaussian, 150)).toBe(150);
    expect(delayOf(calm, () => 0.5 * gaussian(), 60)).toBeLessThan(45);
    const shifted = await ruleOf(200, seed, 1e5);
    expect(delayOf(shifted, gaussian, 100)).toBe(100);
    expect(delayOf(shifted, () => 1 + gaussian(), 60)).toBeLessThan(25);
  }
});

test('the same seed gives the same evidence, another one parts the reference anew', async () => {
  const evidenceOf = async (seed: number) => {
    const features = gaussianRows(60, normal(seededRandom(1)));
    const rule = await evidencePolicy().start(policyContext(features, 1, 1, 1_000, seed));
    const gaussian = normal(seededRandom(2));
    return Array.from(
      { length: 30 },
      () => rule.decide(asTest(new Float32Array(WIDTH).map(gaussian))).evidence,
    );
  };
  expect(await evidenceOf(3)).toEqual(await evidenceOf(3));
  expect(await evidenceOf(3)).not.toEqual(await evidenceOf(4));
});

test('an alarm goes on after a reload; what is no saved evidence is none', async () => {
  const gaussian = normal(seededRandom(9));
  const before = await ruleOf(200, 1, 1_000);
  delayOf(before, () => 1 + gaussian(), 60);
  const saved = JSON.parse(JSON.stringify(before.save!()));
  const after = await ruleOf(200, 1, 1_000, saved);
  expect(
    after.decide(asTest(new Float32Array(WIDTH).map(() => 1 + gaussian()))).evidence,
  ).toBeGreaterThan(500);
  expect(saved.samples).toBeGreaterThan(0);
  expect(after.save!()).toMatchObject({ samples: saved.samples + 1 });
  after.restart!();
  expect(after.decide(asTest(new Float32Array(WIDTH))).evidenceSamples).toBe(1);
  const accepts = (changes: object) => evidencePolicy().accepts!({ ...saved, ...changes });
  expect(accepts({})).toBe(true);
  for (const gathered of [
    undefined,
    7,
    [1, 2, 3],
    saved.gathered.slice(1),
    [[1], ...saved.gathered.slice(1)],
    [[1, -1], ...saved.gathered.slice(1)],
    [[1, null], ...saved.gathered.slice(1)],
    [null, ...saved.gathered.slice(1)],
  ]) {
    expect([gathered, accepts({ gathered })]).toEqual([gathered, false]);
  }
  expect(accepts({ liveScores: [0.5] })).toBe(false);
  expect(accepts({ samples: -1 })).toBe(false);
  // What versions before saved.
  const old = { evidence: 5, shares: [0.3, 0.3, 0.4], isNormal: true, liveScores: [-0.5] };
  expect(evidencePolicy().accepts!({ ...old, budget: saved.budget })).toBe(false);
});
