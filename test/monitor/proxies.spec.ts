import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference, SegmentedMonitor } from 'tfjs-drift';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';

const options = {
  windowSize: 4,
  sampling: 'independent',
  permutations: 19,
  falseAlarms: { perSamples: 1_000 },
} as const;

test('a monitor and its reference work in the deep proxies of a framework', async () => {
  const fitted = await Reference.fromFeatures(gaussianRows(60, 3, 1));
  const reference = deepProxy(fitted);
  expect(reference).toBeInstanceOf(Reference);
  expect(reference.size).toBe(60);
  const more = await reference.extend(gaussianRows(4, 3, 2));
  expect((await Reference.fromFile(deepProxy(more).toFile())).id).toBe(more.id);
  expect(await reference.medianBandwidth('laplace')).toBe(await fitted.medianBandwidth('laplace'));

  const monitor = deepProxy(new DriftMonitor({ ...options, reference }));
  const heard: string[] = [];
  const off = monitor.on('verdict', ({ state }) => heard.push(state));
  monitor.on('error', (error) => heard.push(String(error)));
  for (const row of gaussianRows(6, 3, 3)) {
    monitor.observe([row]);
    await monitor.idle();
  }
  expect(heard).toEqual(Array(6).fill('ok'));
  expect(monitor.status).toMatchObject({ state: 'ok', samples: 6, tests: 6 });
  expect(monitor.window.filled).toBe(4);
  expect(monitor.window.rows()).toHaveLength(4);
  expect(monitor.mostDrifted(2)).toHaveLength(2);
  expect(monitor.reference.calibrations.scans).toHaveLength(1);
  off();
  monitor.pause();
  monitor.resume();
  await monitor.updateReference(deepProxy(more));
  expect(monitor.reference.id).toBe(more.id);
  await monitor.reset();
  await monitor.dispose();
});

test('so does a monitor of segments', async () => {
  const reference = deepProxy(await Reference.fromFeatures(gaussianRows(60, 3, 1)));
  const labels = Array.from({ length: 60 }, (_, row) => (row % 2 ? 'cup' : 'plate'));
  const monitor = deepProxy(await SegmentedMonitor.create({ ...options, reference, labels }));
  const errors: unknown[] = [];
  monitor.on('error', (error) => errors.push(error));
  for (const row of gaussianRows(6, 3, 3)) {
    monitor.observe([row], ['cup']);
    await monitor.idle();
  }
  expect(errors).toEqual([]);
  expect(monitor.status.overall).toMatchObject({ samples: 6, tests: 6 });
  expect(monitor.window.filled).toBe(4);
  await monitor.dispose();
});

/** As Valtio's and others: of all that is got from it again a proxy, but of arrays of numbers and functions. */
function deepProxy<Wrapped extends object>(object: Wrapped): Wrapped {
  return new Proxy(object, {
    get(target, name, receiver) {
      const value = Reflect.get(target, name, receiver);
      const isPlain = typeof value === 'object' && value !== null && !(Symbol.iterator in value);
      return isPlain ? deepProxy(value) : value;
    },
  });
}

function gaussianRows(count: number, width: number, seed: number): number[][] {
  const gaussian = normal(seededRandom(seed));
  return Array.from({ length: count }, () => Array.from({ length: width }, gaussian));
}
