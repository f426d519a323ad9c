import { came, requireInteger, requireRange, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames, requireOneOf } from '../core/base/names.js';
import type { SketchPrivacy } from '../core/fleet/sketch.js';
import { type Kernel, kernels } from '../core/mmd/kernel.js';
import { requireAddress } from '../reports/address.js';
import { complaintsTo } from '../reports/complaints.js';

/** What sketches are taken with; sketches add up only where all devices have the same. */
export interface SketchSpaceOptions {
  /** @defaultValue `'gaussian'` */
  readonly kernel?: Kernel;
  /** `'median'`, that of the reference's own rows, or a number above 0 in units of the features. @defaultValue `'median'` */
  readonly bandwidth?: 'median' | number;
}

/** Options of `startSketches`, checked once. */
export interface SketchOptions extends SketchSpaceOptions {
  /** Where sketches are posted: http or https, relative to the page; a receiver's token comes as `?token=`. */
  readonly to: string | URL;
  /**
   * What is posted: batches of `sketch.schema.json`, as the project's receiver takes them, or `'otlp'`: log records of
   * OTLP/HTTP in JSON, for an OpenTelemetry collector, whose address ends with `/v1/logs`. @defaultValue `'batch'`
   */
  readonly format?: 'batch' | 'otlp';
  /**
   * The period of a sketch, aligned to the clock in UTC: an hour, a day, or so many milliseconds, from 60,000, of
   * which a day is a multiple. @defaultValue `'hour'`
   */
  readonly every?: 'hour' | 'day' | number;
  /** Sketches of fewer rows are not sent, from 1. @defaultValue `20` */
  readonly minSamples?: number;
  /**
   * The device, 1 to 128 characters; null or `'none'` for none: such sketches count only where groups are compared
   * within a period. @defaultValue a random one, kept in the browser
   */
  readonly device?: string | null;
  /** Name of the app, at most 128 characters. @defaultValue none */
  readonly app?: string;
  /** Of the app or its model, at most 128 characters. @defaultValue none */
  readonly release?: string;
  /** What groups are made by, e.g. `{ site: 'Bonn' }`: at most 8, keys of at most 64 and values of at most 128 characters. @defaultValue none */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Differential privacy for what one device saw in one period, by noise: `epsilon` from 0.01 to 100, `delta` from
   * 1e-15 to 0.5. States and evidence are then withheld. @defaultValue none
   */
  readonly privacy?: SketchPrivacy;
  /**
   * How often what was summed is kept in the browser, in milliseconds from 1,000 to 600,000: a page that is killed
   * loses no more. @defaultValue `60_000`
   */
  readonly checkpointMs?: number;
  /** Uniform numbers in [0, 1), for noise and waits. @defaultValue the browser's cryptographic ones */
  readonly random?: () => number;
  /** Milliseconds since 1970, which periods follow. @defaultValue `Date.now` */
  readonly clock?: () => number;
  /**
   * Told that sketches could not be kept, or were refused, each kind of error at most once a minute, and of the first
   * failure of several in a row. @defaultValue one `console.warn`
   */
  readonly onError?: (error: unknown) => void;
}

/** Options with their defaults. */
export interface ResolvedSketchOptions
  extends Required<Omit<SketchOptions, 'to' | 'every' | 'device' | 'app' | 'release' | 'privacy'>> {
  readonly to: string;
  /** The same without what may change from visit to visit, as a token does. */
  readonly place: string;
  readonly periodMs: number;
  /** Undefined for one that is kept in the browser. */
  readonly device: string | null | undefined;
  readonly app: string | null;
  readonly release: string | null;
  readonly privacy: SketchPrivacy | null;
  /** Told what the user should know though all is sent. Never throws, and `onError` neither. */
  readonly onLoss: (error: unknown) => void;
}

const SPACE_NAMES: NamesOf<SketchSpaceOptions> = { kernel: true, bandwidth: true };

const NAMES: NamesOf<SketchOptions> = {
  ...SPACE_NAMES,
  to: true,
  format: true,
  every: true,
  minSamples: true,
  device: true,
  app: true,
  release: true,
  labels: true,
  privacy: true,
  checkpointMs: true,
  random: true,
  clock: true,
  onError: true,
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MOST_LABELS = 8;

/** @throws {@link InvalidOptionError} naming the option, what was expected and what came. */
export function resolveSketchOptions(options: SketchOptions): ResolvedSketchOptions {
  requireKnownNames('startSketches', options, NAMES);
  const { to, every = 'hour', minSamples = 20, checkpointMs = 60_000, device, onError } = options;
  const { format = 'batch' } = options;
  const { app = null, release = null, labels = {}, privacy = null } = options;
  const { random = cryptoRandom, clock = Date.now } = options;
  for (const name of ['random', 'clock', 'onError'] as const) {
    requireType(name, options[name], 'function');
  }
  requireOneOf('format', format, ['batch', 'otlp']);
  const address = requireAddress('to', to);
  return {
    ...resolveSpace(options),
    to: address,
    format,
    place: address.replace(/[?#].*/, ''),
    periodMs: periodOf(every),
    minSamples: requireInteger('minSamples', minSamples, 1),
    device:
      device === 'none' || device === null
        ? null
        : device === undefined
          ? undefined
          : requireText('device', device),
    app: app === null ? null : requireText('app', app),
    release: release === null ? null : requireText('release', release),
    labels: requireLabels(labels),
    privacy: privacy && requirePrivacy(privacy),
    checkpointMs: requireInteger('checkpointMs', checkpointMs, 1_000, 600_000),
    random,
    clock,
    onError: complaintsTo(onError, 'sketches were not made or sent'),
    onLoss: complaintsTo(onError, 'sketches are kept for as long as the page only'),
  };
}

/** @throws {@link InvalidOptionError} naming the option, what was expected and what came. */
export function requireSpaceOptions(options: SketchSpaceOptions): Required<SketchSpaceOptions> {
  requireKnownNames('sketchSpaceOf', options, SPACE_NAMES);
  return resolveSpace(options);
}

function resolveSpace(options: SketchSpaceOptions): Required<SketchSpaceOptions> {
  const { kernel = 'gaussian', bandwidth = 'median' } = options;
  requireOneOf('kernel', kernel, kernels);
  if (bandwidth !== 'median')
    requireRange('bandwidth', bandwidth, Number.MIN_VALUE, Number.MAX_VALUE);
  return { kernel, bandwidth };
}

function periodOf(every: SketchOptions['every']): number {
  const ms = every === 'hour' ? HOUR_MS : every === 'day' ? DAY_MS : every;
  if (typeof ms === 'number' && ms >= 60_000 && DAY_MS % ms === 0) return ms;
  throw new InvalidOptionError(
    "every: 'hour', 'day' or milliseconds from 60000 that divide a day were expected, " +
      `${came(every)} came.`,
  );
}

/** @throws {@link InvalidOptionError} for what no receiver would take. */
function requireText(name: string, text: unknown, longest = 128): string {
  const isTaken = new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${longest}}$`, 'u');
  if (typeof text === 'string' && isTaken.test(text)) return text;
  throw new InvalidOptionError(
    `${name}: a string of 1 to ${longest} characters without control characters was expected, ` +
      `${came(text)} came.`,
  );
}

/** In the order of their names, so that the same labels are the same sketches. */
function requireLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  const isRecord = typeof labels === 'object' && labels !== null && !Array.isArray(labels);
  const entries = isRecord ? Object.entries(labels) : [];
  if (!isRecord || entries.length > MOST_LABELS) {
    throw new InvalidOptionError(
      `labels: an object of at most ${MOST_LABELS} strings was expected, ${came(labels)} came.`,
    );
  }
  for (const [name, label] of entries) {
    requireText('labels, a name', name, 64);
    requireText(`labels.${name}`, label);
  }
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const PRIVACY_NAMES: NamesOf<SketchPrivacy> = { epsilon: true, delta: true };

function requirePrivacy(privacy: SketchPrivacy): SketchPrivacy {
  requireKnownNames('privacy', privacy, PRIVACY_NAMES);
  const { epsilon, delta } = privacy;
  requireRange('privacy.epsilon', epsilon, 0.01, 100);
  requireRange('privacy.delta', delta, 1e-15, 0.5);
  return { epsilon, delta };
}

/** Of 53 random bits. */
function cryptoRandom(): number {
  const [high = 0, low = 0] = crypto.getRandomValues(new Uint32Array(2));
  return ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
}
