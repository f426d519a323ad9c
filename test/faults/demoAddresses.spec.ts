import { expect, test } from 'playwright/test';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import {
  backendNames,
  bandwidthNames,
  computeNames,
  defaultSettings,
  formatSettings,
  kernelNames,
  parseSettings,
  policyNames,
  ranges,
  type Settings,
  unreadSettings,
} from '../../src/demo/settings/settings.js';
import { isDisturbanceName } from '../../src/demo/stream/disturbance.js';
import { below, pick } from '../support/mutateFile.js';

const ADDRESSES = 2_000;

const GOOD =
  '#window=32&kernel=laplace&bandwidth=0.25&permutations=499&policy=evidence&alarms=400&seed=7' +
  '&backend=wasm&compute=typescript&corruption=pixelate&severity=3&speed=max';

const VALUES: readonly string[] = [
  '',
  '0',
  '-1',
  '500',
  '1e2',
  '0x20',
  ' 32',
  '32.0',
  '３２',
  'Infinity',
  'NaN',
  'null',
  '[object Object]',
  'toString',
  '__proto__',
  'constructor',
  'foo',
  '%',
  '%00',
  '%ff%fe',
  'javascript:alert(1)',
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  '\u202e32',
  'x'.repeat(5_000),
];

const mutations: readonly ((hash: string, random: Random) => string)[] = [
  (hash, random) => withPart(hash, random, ([name]) => `${name}=${pick(VALUES, random)}`),
  (hash, random) => withPart(hash, random, ([, value]) => `${pick(VALUES, random)}=${value}`),
  (hash, random) => withPart(hash, random, ([name]) => `${name}`),
  (hash, random) => `${hash}&${pick(hash.slice(1).split('&'), random)}`,
  (hash, random) => hash.slice(0, below(hash.length + 1, random)),
  (hash, random) => hash.slice(below(hash.length + 1, random)),
  (hash, random) => {
    const at = below(hash.length, random);
    return hash.slice(0, at) + String.fromCharCode(below(0x3000, random)) + hash.slice(at + 1);
  },
];

function withPart(
  hash: string,
  random: Random,
  change: (part: readonly string[]) => string,
): string {
  const parts = hash.replace(/^#/, '').split('&');
  const at = below(parts.length, random);
  parts[at] = change(parts[at]!.split('='));
  return `#${parts.join('&')}`;
}

/** That every setting is one that the page knows. */
function areKnown({ bandwidth, backend, severity, speed, ...settings }: Settings): boolean {
  const isNumber = typeof bandwidth === 'number' && Number.isFinite(bandwidth) && bandwidth > 0;
  return (
    Object.entries(ranges).every(([name, [min, max]]) => {
      const value = settings[name as keyof typeof ranges];
      return Number.isInteger(value) && value >= min && value <= max;
    }) &&
    kernelNames.includes(settings.kernel) &&
    (isNumber || bandwidthNames.includes(bandwidth)) &&
    policyNames.includes(settings.policy) &&
    (backend === undefined || backendNames.includes(backend)) &&
    computeNames.includes(settings.compute) &&
    isDisturbanceName(settings.corruption) &&
    [0, 1, 2, 3, 4, 5].includes(severity) &&
    (speed === Infinity || (Number.isInteger(speed) && speed >= 1 && speed <= 60))
  );
}

test(`${ADDRESSES} broken addresses give settings that the page knows, and what was left out is told`, () => {
  expect(unreadSettings(GOOD)).toEqual([]);
  const random = seededRandom(17);
  const wrong: string[] = [];
  let told = 0;
  for (let address = 0; address < ADDRESSES; address++) {
    let hash = GOOD;
    for (let i = below(3, random); i >= 0; i--) hash = pick(mutations, random)(hash, random);
    const settings = parseSettings(hash);
    const unread = unreadSettings(hash);
    const again = parseSettings(formatSettings(settings));
    const isWhole = areKnown(settings) && JSON.stringify(again) === JSON.stringify(settings);
    // What is not told was taken, as it stands there.
    const given = new URLSearchParams(hash.replace(/^#/, ''));
    const isTold = [...given].every(
      ([name, text]) =>
        unread.some((line) => line.startsWith(name.slice(0, 24))) ||
        (text === 'max' ? '' : `${settings[name as keyof Settings]}`) ===
          (text === 'max' ? '' : `${/^[\d.e]+$/.test(text) ? Number(text) : text}`),
    );
    const isShort = unread.every((line) => line.length < 150);
    if (!isWhole || !isTold || !isShort) wrong.push(hash);
    told += Number(unread.length > 0);
  }
  expect(wrong).toEqual([]);
  expect(told).toBeGreaterThan(ADDRESSES / 3);
});

test('what a link cannot set is told with what it could be', () => {
  const hash =
    '#window=500&policy=foo&colour=red&seed=1&seed=2&bandwidth=wide&toString=1&speed=0x20';
  expect(unreadSettings(hash)).toEqual([
    'window=500 (4 to 256 was expected)',
    'policy=foo (one of scan, expectedRunTime, evidence, pValue was expected)',
    'colour=red (no setting of that name)',
    'seed=2 (given twice, the first counts)',
    'bandwidth=wide (median, pooled-median, fuse or a number above 0 was expected)',
    'toString=1 (no setting of that name)',
    'speed=0x20 (1 to 60, or max was expected)',
  ]);
  expect(parseSettings(hash)).toEqual({ ...defaultSettings, seed: 1 });
});

test('numbers are digits', () => {
  for (const window of ['0x20', '1e2', ' 32', '32.0', '+32', '３２']) {
    expect(parseSettings(`#window=${encodeURIComponent(window)}`).window).toBe(
      defaultSettings.window,
    );
  }
});
