import {
  type AlarmPolicy,
  type Bandwidth,
  type ComputeChoice,
  evidencePolicy,
  expectedRunTimePolicy,
  type Kernel,
  pValuePolicy,
  scanPolicy,
} from 'tfjs-drift';
import type { Severity } from '../corruption/corrupt.js';
import { type PhotosName, photosNames } from '../photos/shippedPhotos.js';
import { type DisturbanceName, isDisturbanceName } from '../stream/disturbance.js';

export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

export const computeNames = [
  'auto',
  'webgpu',
  'wasm',
  'typescript',
] as const satisfies readonly ComputeChoice[];
export type ComputeName = (typeof computeNames)[number];

export const kernelNames: readonly Kernel[] = [
  'gaussian',
  'exponential',
  'rationalQuadratic',
  'laplace',
];
export const bandwidthNames: readonly Bandwidth[] = ['median', 'pooled-median', 'fuse'];

export const policyNames = ['scan', 'expectedRunTime', 'evidence', 'pValue'] as const;
type PolicyName = (typeof policyNames)[number];

/** What the monitor is made with. */
export interface MonitorSettings {
  /** Pictures in the monitor's window. */
  readonly window: number;
  readonly kernel: Kernel;
  readonly bandwidth: Bandwidth;
  readonly permutations: number;
  readonly policy: PolicyName;
  /** One false alarm in so many pictures is accepted. */
  readonly alarms: number;
  /** Order of the photos, noise of the disturbances, permutations of the test. */
  readonly seed: number;
}

/** Everything about the page that a link can carry. */
export interface Settings extends MonitorSettings {
  /** The model's backend, also where it is a software one; undefined picks the best. */
  readonly backend: BackendName | undefined;
  /** Where the drift test is computed; `'webgpu'` also on a software adapter. */
  readonly compute: ComputeName;
  /** Which of the photos that come with the page. */
  readonly photos: PhotosName;
  readonly corruption: DisturbanceName;
  /** 0 leaves the pictures as they are. */
  readonly severity: Severity;
  /** Pictures a second; infinite is as fast as the model goes. */
  readonly speed: number;
}

/** The least and the most of what is a whole number. */
export const ranges = {
  window: [4, 256],
  permutations: [99, 9_999],
  alarms: [100, 1_000_000],
  seed: [0, 2 ** 31],
} as const;

export const defaultMonitorSettings: MonitorSettings = {
  window: 128,
  kernel: 'gaussian',
  bandwidth: 'median',
  permutations: 999,
  policy: 'scan',
  alarms: 1_000,
  // The ten classes are to be calm at first, though chance alone warns once in some 100 photos. Of the seeds 0 to
  // 19,999 some ten bring no warning in the first 400 undisturbed photos; by this one nothing there is
  // rarer than once in 32, and in 1,200, twice all there are, nothing than once in 470.
  seed: 866,
};

export const defaultSettings: Settings = {
  ...defaultMonitorSettings,
  backend: undefined,
  compute: 'auto',
  photos: 'museum',
  corruption: 'gaussianBlur',
  severity: 0,
  speed: 4,
};

/** How a setting is read from an address. */
interface Reader<Value> {
  /** Undefined for what it cannot be. */
  readonly read: (text: string) => Value | undefined;
  /** What it can be, for people. */
  readonly expected: string;
}

const readers: { readonly [Name in keyof Settings]: Reader<NonNullable<Settings[Name]>> } = {
  window: whole('window'),
  kernel: oneOf(kernelNames),
  bandwidth: { read: parseBandwidth, expected: `${bandwidthNames.join(', ')} or a number above 0` },
  permutations: whole('permutations'),
  policy: oneOf(policyNames),
  alarms: whole('alarms'),
  seed: whole('seed'),
  backend: oneOf(backendNames),
  compute: oneOf(computeNames),
  photos: oneOf(photosNames),
  corruption: {
    read: (text) => (isDisturbanceName(text) ? text : undefined),
    expected: 'a disturbance of this page',
  },
  severity: {
    read: (text) => wholeNumber(text, 0, 5) as Severity | undefined,
    expected: '0 to 5',
  },
  speed: {
    read: (text) => (text === 'max' ? Infinity : wholeNumber(text, 1, 60)),
    expected: '1 to 60, or max',
  },
};

/** Reads settings from a URL hash such as `#backend=wasm&window=32`; what is wrong is default. */
export function parseSettings(hash: string): Settings {
  const given = entriesOf(hash);
  const settings = Object.entries<Reader<unknown>>(readers).map(([name, { read }]) => [
    name,
    read(given.get(name) ?? '') ?? defaultSettings[name as keyof Settings],
  ]);
  return Object.fromEntries(settings) as Settings;
}

/** What {@link parseSettings} could not take from a hash, each with what was expected. */
export function unreadSettings(hash: string): string[] {
  const seen = new Set<string>();
  return [...entriesOf(hash)].flatMap(([name, text]) => {
    const reader: Reader<unknown> | undefined = Object.hasOwn(readers, name)
      ? readers[name as keyof Settings]
      : undefined;
    const isRepeated = seen.has(name);
    seen.add(name);
    const shown = `${shortened(name)}=${shortened(text)}`;
    if (!reader) return `${shown} (no setting of that name)`;
    if (isRepeated) return `${shown} (given twice, the first counts)`;
    return reader.read(text) === undefined ? `${shown} (${reader.expected} was expected)` : [];
  });
}

function entriesOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ''));
}

function shortened(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}

/** The hash that {@link parseSettings} reads back; settings at their default are left out. */
export function formatSettings(settings: Settings): string {
  const changed = new URLSearchParams();
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || value === defaultSettings[name as keyof Settings]) continue;
    changed.set(name, value === Infinity ? 'max' : `${value}`);
  }
  return changed.size > 0 ? `#${changed}` : '';
}

/** A name or a number above 0, in decimals; undefined for anything else. */
export function parseBandwidth(text: string): Bandwidth | undefined {
  const value = /^[\d.]+(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(value) && value > 0) return value;
  return bandwidthNames.find((name) => name === text);
}

function whole(name: keyof typeof ranges): Reader<number> {
  const [min, max] = ranges[name];
  return {
    read: (text) => wholeNumber(text, min, max),
    expected: `${min} to ${max.toLocaleString('en')}`,
  };
}

function oneOf<Name extends string>(names: readonly Name[]): Reader<Name> {
  return {
    read: (text) => names.find((name) => name === text),
    expected: `one of ${names.join(', ')}`,
  };
}

/** Digits alone: what else `Number` takes, as 0x20 or 1e2, nobody means here. */
function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : undefined;
}

/** When to raise an alarm, and the expression that makes it in somebody's own code. */
export const policies: Readonly<
  Record<PolicyName, { readonly make: () => AlarmPolicy; readonly factory: string }>
> = {
  scan: { make: () => scanPolicy(), factory: 'scanPolicy' },
  expectedRunTime: { make: () => expectedRunTimePolicy(), factory: 'expectedRunTimePolicy' },
  evidence: { make: () => evidencePolicy(), factory: 'evidencePolicy' },
  pValue: { make: () => pValuePolicy(), factory: 'pValuePolicy' },
};
