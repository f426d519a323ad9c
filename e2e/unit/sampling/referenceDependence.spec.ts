import { expect, test } from 'playwright/test';
import { normal } from '../../../src/random/normal.js';
import { seededRandom } from '../../../src/random/seededRandom.js';
import { referenceDependence } from '../../../src/sampling/referenceDependence.js';
import { gaussianRows } from '../../support/gaussianReference.js';

test('a reference in random order is found independent', async () => {
  const found = (await referenceDependence(gaussianRows(300, 8, 1)))!;
  expect(found.isDependent).toBe(false);
  expect(found.effectiveSize).toBeGreaterThan(200);
});

test('a reference recorded as one long scene is found dependent', async () => {
  const gaussian = normal(seededRandom(2));
  const [count, width, rho] = [300, 8, 0.9];
  const values = new Float32Array(count * width).map(gaussian);
  for (let at = width; at < values.length; at++) {
    values[at] = rho * values[at - width]! + Math.sqrt(1 - rho * rho) * values[at]!;
  }
  const found = (await referenceDependence({ values, count, width }))!;
  expect(found.isDependent).toBe(true);
  expect(found.correlation).toBeGreaterThan(0.75);
  expect(found.effectiveSize).toBeLessThan(50);
});

test('too few rows tell nothing', async () => {
  expect(await referenceDependence(gaussianRows(31, 4, 3))).toBeUndefined();
});
