import { expect, test } from 'playwright/test';
import { mmdTest } from 'tfjs-drift/core';
import { normal } from '../../../src/core/base/draws.js';
import { seededRandom } from '../../../src/core/base/random.js';
import type { FeatureRows } from '../../../src/core/base/rows.js';
import {
  type DriftSize,
  driftBounds,
  driftSize,
  measuredReference,
} from '../../../src/core/harm/driftSize.js';
import { RelevantDriftTest } from '../../../src/core/harm/relevantDrift.js';

const WIDTH = 8;
const BANDWIDTH = 4;

function gaussian(count: number, shift: number, draw: () => number): FeatureRows {
  const values = Float32Array.from({ length: count * WIDTH }, () => draw() + shift);
  return { values, count, width: WIDTH };
}

/** MMD² of N(0, I) and N(shift, I), by integrals of gaussians. */
function mmd2Of(shift: number): number {
  const spread = BANDWIDTH ** 2 + 2;
  const scale = (BANDWIDTH ** 2 / spread) ** (WIDTH / 2);
  return 2 * scale * (1 - Math.exp((-WIDTH * shift ** 2) / (2 * spread)));
}

test('is the MMD² of the test', async () => {
  const draw = normal(seededRandom(1));
  const [reference, window] = [gaussian(40, 0, draw), gaussian(20, 0.5, draw)];
  const found = driftSize(measuredReference(reference, 'gaussian', BANDWIDTH), window);
  const options = { bandwidth: BANDWIDTH, compute: 'typescript' } as const;
  const { mmd2 } = await mmdTest(reference, window, options);
  expect(found.mmd2).toBeCloseTo(mmd2, 10);
});

test('each bound is wrong in no more than 1 of 20, and is not far off', () => {
  const draw = normal(seededRandom(2));
  for (const shift of [0.3, 0.8]) {
    let [above, below, runs] = [0, 0, 200];
    for (let run = 0; run < runs; run++) {
      const reference = measuredReference(gaussian(60, 0, draw), 'gaussian', BANDWIDTH);
      const [low, high] = driftBounds(driftSize(reference, gaussian(32, shift, draw)), 0.05);
      if (low > mmd2Of(shift)) above++;
      if (high < mmd2Of(shift)) below++;
    }
    expect(above / runs).toBeLessThanOrEqual(0.08);
    expect(below / runs).toBeLessThanOrEqual(0.1);
  }
});

const sizeOf =
  (mmd2: number, deviation = 0.01) =>
  (inputs: number): DriftSize => ({
    mmd2,
    deviation,
    inputs,
    freedom: inputs - 1,
  });

test('a drift is relevant, small, or neither; small by inputs alone that came since the first look', () => {
  const found = (mmd2: number) => {
    const looks = new RelevantDriftTest(0.1, 0.05);
    return [100, 116].map((sample) => looks.look(sample, 32, 64, sizeOf(mmd2))!.size);
  };
  expect(found(0.2)).toEqual(['relevant', 'relevant']);
  expect(found(0.11)).toEqual(['open', 'open']);
  expect(found(0.09)).toEqual(['open', 'open']);
  expect(found(0.02)).toEqual(['open', 'small']);
});

test('looks again when the inputs since the first look have doubled, with less of the level', () => {
  const looks = new RelevantDriftTest(0.1, 0.05);
  const first = looks.look(100, 32, 64, sizeOf(0.11))!;
  expect(first.inputs).toBe(32);
  expect(looks.look(115, 47, 64, sizeOf(0.5))).toBe(first);
  const second = looks.look(116, 48, 64, sizeOf(0.11))!;
  expect(second.inputs).toBe(16);
  expect(second.low).toBeLessThan(first.low);
  expect(looks.look(131, 63, 64, sizeOf(0.5))).toBe(second);
  expect(looks.look(132, 64, 64, sizeOf(0.5))).toMatchObject({ size: 'relevant', inputs: 32 });
  expect(looks.look(500, 64, 64, sizeOf(0.01))!.size).toBe('relevant');
  looks.end();
  expect(looks.look(500, 64, 64, sizeOf(0.01))!.size).toBe('open');
});

test('fewer than 16 inputs are not looked at, and few that look changed are looked at with others', () => {
  const looks = new RelevantDriftTest(0.1, 0.05);
  expect(looks.look(10, 3, 10, sizeOf(1))).toBeUndefined();
  expect(looks.look(20, 3, 20, sizeOf(1))!.inputs).toBe(16);
});
