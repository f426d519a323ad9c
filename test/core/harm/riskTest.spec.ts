import { expect, test } from 'playwright/test';
import { type Random, seededRandom } from '../../../src/core/base/random.js';
import { HarmTest, SafetyTest } from '../../../src/core/harm/riskTest.js';

const LIMIT = 0.1;
const LEVEL = 0.05;

/** Labels of draws, each from a group of two of which the odd one is wrong more often; the risk is their mean. */
function labels(risk: number, random: Random) {
  return (sample: number) => {
    const isOdd = random() < 0.7;
    const ownRisk = Math.min(1, risk * (isOdd ? 1.6 : 0.4));
    return { wrong: random() < ownRisk, weight: 1 / (2 * (isOdd ? 0.7 : 0.3)), sample };
  };
}

test('at the limit harm is shown in no more than 1 of 20 lives, looked at after each label', () => {
  let [shown, runs] = [0, 300];
  for (let run = 0; run < runs; run++) {
    const next = labels(LIMIT, seededRandom(run));
    const harm = new HarmTest(LIMIT, LEVEL);
    for (let label = 1; label <= 1_000; label++) {
      if (label % 300 === 0) harm.alarm(4 * label);
      harm.add(next(4 * label));
      if (!harm.isShown) continue;
      shown++;
      break;
    }
  }
  expect(shown / runs).toBeLessThanOrEqual(LEVEL);
});

test('a risk that doubles is shown, and sooner where it began with an alarm', () => {
  const [late, alarmed] = [false, true].map((isAlarmed) => {
    const delays = Array.from({ length: 40 }, (_, run) => {
      const random = seededRandom(100 + run);
      const [calm, risky] = [labels(LIMIT, random), labels(2 * LIMIT, random)];
      const harm = new HarmTest(LIMIT, LEVEL);
      for (let label = 1; label <= 2_000; label++) harm.add(calm(label));
      if (isAlarmed) harm.alarm(2_000);
      for (let label = 1; label <= 2_000; label++) {
        harm.add(risky(2_000 + label));
        if (harm.isShown) return label;
      }
      return 2_000;
    });
    return delays.reduce((sum, delay) => sum + delay / delays.length, 0);
  });
  expect(late).toBeLessThan(800);
  expect(alarmed).toBeLessThan(late! / 1.5);
});

test('all wrong: shown within some labels; when they are right again, no more', () => {
  const harm = new HarmTest(LIMIT, LEVEL);
  let label = 0;
  while (!harm.isShown) harm.add({ wrong: true, weight: 1, sample: ++label });
  expect(label).toBeLessThan(8);
  for (let wrong = 0; wrong < 100; wrong++) harm.add({ wrong: true, weight: 2, sample: ++label });
  expect(harm.evidence).toBeCloseTo(harm.threshold, 5);
  for (let right = 0; right < 30; right++) harm.add({ wrong: false, weight: 1, sample: ++label });
  expect(harm.isShown).toBe(false);
});

test('harm that goes on stays shown, though there are right answers between', () => {
  let [told, looks] = [0, 0];
  for (let run = 0; run < 40; run++) {
    const next = labels(0.4, seededRandom(200 + run));
    const harm = new HarmTest(LIMIT, LEVEL);
    let label = 0;
    while (!harm.isShown) harm.add(next(++label));
    for (let look = 0; look < 100; look++) {
      harm.add(next(++label));
      looks++;
      if (harm.isShown) told++;
    }
  }
  expect(told / looks).toBeGreaterThan(0.98);
});

test('bets after an alarm leave out the inputs before it', () => {
  const [before, after] = [100, 101].map((sample) => {
    const harm = new HarmTest(LIMIT, LEVEL);
    for (let label = 0; label < 500; label++) harm.add({ wrong: false, weight: 1, sample: 1 });
    harm.alarm(100);
    for (let label = 0; label < 4; label++) harm.add({ wrong: true, weight: 1, sample });
    return harm.evidence;
  });
  expect(after).toBeGreaterThan(10 * before!);
});

test('more alarms than wealth is kept apart for', () => {
  const harm = new HarmTest(LIMIT, LEVEL);
  for (let alarm = 1; alarm <= 50; alarm++) harm.alarm(alarm);
  expect(harm.evidence).toBeLessThanOrEqual(0.5);
  expect(harm.save().afterAlarms.length).toBe(8);
});

test('goes on from what was saved', () => {
  const next = labels(0.3, seededRandom(1));
  const harm = new HarmTest(LIMIT, LEVEL);
  const safety = new SafetyTest(LIMIT, LEVEL);
  safety.restart(5);
  for (let label = 1; label < 20; label++) {
    if (label === 7) harm.alarm(label);
    harm.add(next(label));
    safety.add({ wrong: false, weight: 1, sample: label });
  }
  const copies = [
    new HarmTest(LIMIT, LEVEL, JSON.parse(JSON.stringify(harm.save()))),
    new SafetyTest(LIMIT, LEVEL, JSON.parse(JSON.stringify(safety.save()))),
  ];
  for (const [at, part] of [harm, safety].entries()) {
    part.add({ wrong: true, weight: 1.5, sample: 20 });
    copies[at]!.add({ wrong: true, weight: 1.5, sample: 20 });
    expect(copies[at]!.evidence).toBe(part.evidence);
  }
});

test('safety is shown where the risk is low, and hardly ever where it is above the limit', () => {
  const shownAt = (risk: number, run: number): number => {
    const next = labels(risk, seededRandom(run));
    const safety = new SafetyTest(0.15, LEVEL);
    for (let label = 1; label <= 1_000; label++) {
      safety.add(next(label));
      if (safety.isShown) return label;
    }
    return Infinity;
  };
  const runs = [...Array(200).keys()];
  expect(runs.filter((run) => shownAt(0.15, run) < Infinity).length).toBeLessThanOrEqual(10);
  const delays = runs.map((run) => shownAt(0.05, run));
  expect(Math.max(...delays)).toBeLessThan(1_000);
  expect(delays.reduce((sum, delay) => sum + delay / runs.length, 0)).toBeLessThan(100);
});

test('safety begins anew, and leaves out what came before', () => {
  const safety = new SafetyTest(LIMIT, LEVEL);
  for (let label = 1; label <= 200; label++) safety.add({ wrong: false, weight: 1, sample: label });
  expect(safety.isShown).toBe(true);
  safety.restart(300);
  safety.add({ wrong: true, weight: 1, sample: 299 });
  expect(safety.evidence).toBeCloseTo(1, 12);
});
