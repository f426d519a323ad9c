import { expect, test } from 'playwright/test';
import { corruptions } from '../../src/demo/corruption/corrupt.js';
import {
  defaultSettings,
  formatSettings,
  parseSettings,
} from '../../src/demo/settings/settings.js';
import { type DisturbanceName, disturbanceMark } from '../../src/demo/stream/disturbance.js';

const names = [...Object.keys(corruptions), 'classMix'] as DisturbanceName[];

test('there are twelve corruptions and the class mix', () => {
  expect(names).toHaveLength(13);
});

for (const name of names) {
  test(`${name} survives the way into the hash and back`, () => {
    const settings = { ...defaultSettings, corruption: name, severity: 4 as const };
    expect(parseSettings(formatSettings(settings))).toEqual(settings);
  });
}

test('unknown disturbances in the hash are the default', () => {
  for (const name of ['fog', 'toString', 'ClassMix', 'clean', '']) {
    const { corruption, severity } = parseSettings(`#corruption=${name}&severity=3`);
    expect({ corruption, severity }).toEqual({ corruption: 'gaussianBlur', severity: 3 });
  }
});

test('marks are short, and keep acronyms', () => {
  const mark = (corruption: DisturbanceName) => disturbanceMark({ corruption, severity: 2 });
  expect(mark('gaussianNoise')).toBe('noise 2');
  expect(mark('gaussianBlur')).toBe('blur 2');
  expect(mark('jpegArtefacts')).toBe('JPEG 2');
  expect(mark('occlusion')).toBe('dirty lens 2');
  expect(mark('classMix')).toBe('class mix 2');
  expect(disturbanceMark({ corruption: 'occlusion', severity: 0 })).toBe('clean');
});
