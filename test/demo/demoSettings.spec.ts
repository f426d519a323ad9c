import { expect, test } from 'playwright/test';
import {
  defaultSettings,
  formatSettings,
  parseSettings,
  type Settings,
} from '../../src/demo/settings/settings.js';
import { sortFiles } from '../../src/demo/sources/files.js';

const changes: readonly Partial<Settings>[] = [
  { window: 64, alarms: 100_000, permutations: 499, seed: 0 },
  { kernel: 'rationalQuadratic', bandwidth: 0.25 },
  { bandwidth: 'fuse', policy: 'pValue' },
  { backend: 'wasm', compute: 'webgpu' },
  {
    backend: 'webgpu',
    compute: 'typescript',
    speed: Infinity,
    severity: 3,
    corruption: 'classMix',
  },
];

for (const change of changes) {
  test(`${JSON.stringify(change)} survives the way into the hash and back`, () => {
    const settings = { ...defaultSettings, ...change };
    expect(parseSettings(formatSettings(settings))).toEqual(settings);
  });
}

test('defaults leave the address as it is, and nonsense is default', () => {
  expect(formatSettings(defaultSettings)).toBe('');
  const nonsense =
    '#window=3&kernel=linear&bandwidth=-1&policy=never&alarms=1e9&permutations=&seed=x&speed=0&backend=gpu&compute=backend';
  expect(parseSettings(nonsense)).toEqual(defaultSettings);
});

test('files are sorted by what can be done with them', () => {
  const file = (name: string, type: string) => new File(['x'], name, { type });
  const { images, videos, references, skipped } = sortFiles([
    file('a.png', 'image/png'),
    file('b.mp4', 'video/mp4'),
    file('c.safetensors', ''),
    file('d.txt', 'text/plain'),
    file('e', ''),
  ]);
  expect([images, videos, references].map((files) => files.map(({ name }) => name))).toEqual([
    ['a.png'],
    ['b.mp4'],
    ['c.safetensors'],
  ]);
  expect(skipped).toEqual([
    { name: 'd.txt', why: 'is no image (text/plain)' },
    { name: 'e', why: 'is no image (no type)' },
  ]);
});
