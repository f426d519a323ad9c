import { expect, test } from 'playwright/test';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { DriftMonitor, Reference } from '../../src/core.js';

/** What docs/getting-started.md says of the first minute that is in no table of docs/calibration. */
const [WIDTH, PARTS] = [16, 10];
const gaussian = normal(seededRandom(7));
const means = Array.from({ length: PARTS }, () => Array.from({ length: WIDTH }, gaussian));
const rowOf = (part: number): number[] => means[part % PARTS]!.map((mean) => mean + gaussian());

let reference: Reference;

test.beforeAll(async () => {
  reference = await Reference.fromFeatures(Array.from({ length: 300 }, (_, at) => rowOf(at)));
});

/** Counts inputs to the first verdict, the first p-value, and from a shift after 80 of them to the alarm. */
async function firstMinute(rows: (shift: number) => number[], shift: number, isVideo = true) {
  const sampling = isVideo ? 'video' : 'independent';
  const monitor = new DriftMonitor({ reference, sampling });
  const came = { verdict: 0, pValue: 0, alarm: 0 };
  let input = 0;
  monitor.on('verdict', ({ pValue }) => {
    came.verdict ||= input;
    if (pValue !== undefined) came.pValue ||= input;
  });
  monitor.on('alarm', () => {
    came.alarm ||= input - 80;
  });
  while (++input <= 140) {
    monitor.observe(rows(input > 80 ? shift : 0));
    await monitor.idle();
    if (input === 1) await monitor.ready();
  }
  const { state, reason } = monitor.status;
  await monitor.dispose();
  return { ...came, state, reason };
}

/** One scene, with the noise of a camera. */
function still(noise: number): (shift: number) => number[] {
  const scene = rowOf(3);
  return (shift) => scene.map((value) => value + noise * gaussian() + shift);
}

test('uploads: a verdict at once, a p-value with the 64th', async () => {
  const uploads = (shift: number) =>
    rowOf(Math.floor(Math.abs(100 * gaussian()))).map((value) => value + shift);
  const { verdict, pValue, alarm } = await firstMinute(uploads, 1, false);
  expect([verdict, pValue]).toEqual([1, 64]);
  expect(alarm).toBeGreaterThan(0);
  expect(alarm).toBeLessThanOrEqual(12);
});

test('a camera that stands still: a verdict with the 16th frame, and an alarm of what is far beyond the reference', async () => {
  const strong = await firstMinute(still(0.1), 5);
  expect(strong).toMatchObject({ verdict: 16, pValue: 64, alarm: 6, state: 'drift' });
  const weaker = await firstMinute(still(0.1), 1);
  expect(weaker).toMatchObject({ verdict: 16, pValue: 64, alarm: 0 });
});

test('a frozen camera: no verdict, and the state says so', async () => {
  const frozen = await firstMinute(still(0), 0);
  expect(frozen).toMatchObject({ verdict: 0, state: 'insufficient-independent-samples' });
  expect(frozen.reason).toContain('is the camera frozen?');
});
