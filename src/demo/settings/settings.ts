import type { Severity } from '../corruption/corrupt.js';
import { type DisturbanceName, isDisturbanceName } from '../stream/disturbance.js';

export const backendNames = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type BackendName = (typeof backendNames)[number];

/** Everything about the page that a link can carry. */
export interface Settings {
  /** The backend to use, also where it is a software one; undefined picks the best. */
  readonly backend: BackendName | undefined;
  /** Photos in the monitor's window. */
  readonly window: number;
  /** Order of the photos, noise of the disturbances, permutations of the test. */
  readonly seed: number;
  readonly corruption: DisturbanceName;
  /** 0 leaves the photos as they are. */
  readonly severity: Severity;
  /** Photos a second; infinite is as fast as the model goes. */
  readonly speed: number;
}

export const defaultSettings: Settings = {
  backend: undefined,
  window: 24,
  // With this one the rule p ≤ .01 stays silent on the first 500 clean photos.
  seed: 10,
  corruption: 'gaussianBlur',
  severity: 0,
  speed: 4,
};

/** Reads settings from a URL hash such as `#backend=wasm&window=32`; what is wrong is default. */
export function parseSettings(hash: string): Settings {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const corruption = given.get('corruption') ?? '';
  const severity = wholeNumber(given.get('severity'), 0, 5) ?? defaultSettings.severity;
  return {
    backend: backendNames.find((name) => name === given.get('backend')),
    window: wholeNumber(given.get('window'), 4, 256) ?? defaultSettings.window,
    seed: wholeNumber(given.get('seed'), 0, 2 ** 31) ?? defaultSettings.seed,
    corruption: isDisturbanceName(corruption) ? corruption : defaultSettings.corruption,
    severity: severity as Severity,
    speed: parseSpeed(given.get('speed')) ?? defaultSettings.speed,
  };
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

function parseSpeed(text: string | null): number | undefined {
  return text === 'max' ? Infinity : wholeNumber(text, 1, 60);
}

function wholeNumber(text: string | null, min: number, max: number): number | undefined {
  if (!text) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= min && value <= max ? value : undefined;
}
