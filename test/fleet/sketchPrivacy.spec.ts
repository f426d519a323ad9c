import { expect, test } from 'playwright/test';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { type FleetSketch, sketchSpaceOf, startSketches } from 'tfjs-drift/fleet';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { type SketchServer, startSketchServer } from '../../e2e/support/sketchServer.js';
import { seededRandom } from '../../src/core/base/random.js';
import { analyticGaussianSigma, totalEpsilon } from '../../src/core/fleet/analyticGaussian.js';
import { featureMapOf, times } from '../../src/core/fleet/featureMap.js';

const HOUR = 3_600_000;
const PRIVACY = { epsilon: 4, delta: 1e-6 };
const reference = Reference.fromFeatures(gaussianRows(1, 120, 3));

let server: SketchServer;
test.beforeEach(async () => {
  server = await startSketchServer();
});
test.afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server.stop();
});

/** Sketches of the same 40 rows, hour by hour. */
async function sketchesOf(hours: number, privacy?: typeof PRIVACY) {
  let nowMs = Date.parse('2026-11-27T00:00:00Z');
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    windowSize: 40,
    permutations: 19,
    policy: pValuePolicy(),
  });
  const sketches = startSketches(monitor, {
    to: server.url,
    device: 'tablet',
    clock: () => nowMs,
    random: seededRandom(7),
    onError: () => {},
    ...(privacy && { privacy }),
  });
  await sketches.flush();
  const spent: number[] = [];
  for (let hour = 0; hour < hours; hour++) {
    monitor.observe(gaussianRows(2, 40, 3));
    await monitor.idle();
    nowMs += HOUR;
    await sketches.flush();
    spent.push(sketches.privacySpent?.epsilon ?? 0);
  }
  await sketches.stop();
  await monitor.dispose();
  return { spent, sketches };
}

test('noise is on the mean in φ, of the wanted size, another for each period', async () => {
  const HOURS = 60;
  await sketchesOf(1);
  await sketchesOf(HOURS, PRIVACY);
  expect(server.sketches).toHaveLength(HOURS + 1);
  const { inverseRoot } = await featureMapOf(await sketchSpaceOf(await reference), {
    pause: () => undefined,
  });
  const coordinates = ({ sums, count }: FleetSketch) =>
    times(
      inverseRoot,
      sums.map((sum) => sum / count),
    );
  const exact = coordinates(server.sketches[0]!);
  const noises = server.sketches
    .slice(1)
    .map((sketch) => [...coordinates(sketch)].map((value, at) => value - exact[at]!));
  const all = noises.flat();
  const sigma = analyticGaussianSigma(PRIVACY);
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + value * value, 0) / all.length);
  // 3,840 draws: the standard error of their deviation is 1.1 %.
  expect(deviation / sigma).toBeGreaterThan(0.955);
  expect(deviation / sigma).toBeLessThan(1.045);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  expect(Math.abs(mean)).toBeLessThan((4 * sigma) / Math.sqrt(all.length));
});

test('what would tell more than the noise allows is withheld, and the count rounded', async () => {
  await sketchesOf(1, PRIVACY);
  expect(server.sketches).toMatchObject([
    { count: 40, states: {}, state: 'withheld', evidence: null, privacy: PRIVACY },
  ]);
});

test('what the sketches of a day told together is shown', async () => {
  const { spent, sketches } = await sketchesOf(3, PRIVACY);
  expect(spent.map((epsilon) => epsilon.toFixed(6))).toEqual(
    [1, 2, 3].map((periods) => totalEpsilon(PRIVACY, periods).toFixed(6)),
  );
  expect(sketches.privacySpent!.delta).toBe(1e-6);
  const { sketches: bare } = await sketchesOf(1);
  expect(bare.privacySpent).toBe(null);
});

test('a source of noise that fails is told of, and nothing is sent without noise', async () => {
  const monitor = new DriftMonitor({
    reference: await reference,
    sampling: 'independent',
    policy: pValuePolicy(),
  });
  const ofMonitor: unknown[] = [];
  monitor.on('error', (error) => ofMonitor.push(error));
  const errors: string[] = [];
  const random = () => {
    throw new RangeError('no entropy');
  };
  const onError = (error: unknown) => void errors.push(String(error));
  const sketches = startSketches(monitor, { to: server.url, privacy: PRIVACY, random, onError });
  await sketches.flush();
  monitor.observe(gaussianRows(2, 40, 3));
  await monitor.idle();
  await sketches.stop();
  expect(errors).toContainEqual(expect.stringMatching(/no entropy/));
  expect(server.requests).toEqual([]);
  expect(ofMonitor).toEqual([]);
  await monitor.dispose();
});
