import { expect, test } from 'playwright/test';
import type { DriftMonitor } from 'tfjs-drift';
import { LiveInputs } from '../../src/demo/watch/liveInputs.js';

const known = (guess: string) => ({ guess, isRight: true, seen: {} as ImageData });

const monitorOf = (samples: readonly number[]): DriftMonitor =>
  ({
    mostDrifted: () => samples.map((sample) => ({ sample, time: '', witness: -sample })),
  }) as unknown as DriftMonitor;

test('a guess is that of the picture that was admitted, not of those left out after it', () => {
  const inputs = new LiveInputs();
  inputs.remember(1, known('cat'));
  inputs.remember(1, known('left out'));
  inputs.remember(2, known('dog'));
  expect(inputs.of(monitorOf([2, 1])).map(({ sample, guess }) => [sample, guess])).toEqual([
    [1, 'cat'],
    [2, 'dog'],
  ]);
});

test('guesses go with their inputs', () => {
  const inputs = new LiveInputs();
  inputs.remember(1, known('cat'));
  inputs.remember(2, known('dog'));
  inputs.of(monitorOf([2]));
  expect(inputs.get(1)).toBeUndefined();
  expect(inputs.get(2)).toEqual(known('dog'));
  expect(inputs.of(monitorOf([1, 2])).map(({ guess }) => guess)).toEqual([undefined, 'dog']);
});
