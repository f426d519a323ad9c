import {
  type AlarmOn,
  type AlarmPolicy,
  requireAlarmOn,
  requirePolicy,
  windowSizeFor,
} from '../core/alarm/alarmPolicy.js';
import { type EpisodeOptions, requireEpisodeOptions } from '../core/alarm/episodes.js';
import { type FalseAlarms, requireFalseAlarms } from '../core/alarm/falseAlarms.js';
import { scanPolicy } from '../core/alarm/scanPolicy.js';
import { came, requireInteger, requirePeriod, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { PATIENCE_MS } from '../core/base/patience.js';
import { resolveSampling, type Sampling } from '../core/dependence/sampling.js';
import {
  type ResolvedSecondaryOptions,
  resolveSecondaryOptions,
  type SecondaryOptions,
} from '../core/ks/secondary.js';
import type { ComputeChoice } from '../core/mmd/engine.js';
import {
  type Bandwidth,
  limits,
  type MmdOptions,
  mmdOptionNames,
  requireCompute,
  requireDevice,
  requireSizes,
  resolveMmdOptions,
} from '../core/mmd/options.js';
import {
  type ReducerOptions,
  type ResolvedReducer,
  resolveReducer,
  testedRows,
} from '../core/mmd/reducerOptions.js';
import type { Runtime } from '../core/model/runtime.js';
import { SMALLEST_OF_FRAMES } from '../core/scan/windowLimits.js';
import { Reference } from '../reference/reference.js';
import { reliableClock } from './clock.js';
import { type Explainer, requireExplainer } from './explainer.js';
import { SUSPEND_AFTER } from './inputCounts.js';
import { type Overload, requireOverload } from './overload.js';
import type { SavedMonitorState } from './savedState.js';

/** Options of the monitor, checked once when it is made. */
export interface MonitorOptions extends MmdOptions {
  /** What undrifted data looks like. */
  readonly reference: Reference;
  /**
   * How many of the latest samples are kept to be compared with the reference, 2 to 1,024. The default policy
   * compares windows of all sizes up to this, so there is nothing to choose. With other policies larger
   * windows show smaller drifts, later. @defaultValue by the default policy a quarter of the reference's rows
   * and at most `128`; by others `64`
   */
  readonly windowSize?: number;
  /**
   * Test after every so many samples, from 1. The default policy scores the samples between, too.
   * @defaultValue `1`
   */
  readonly testEvery?: number;
  /**
   * Where tests are computed: `'webgpu'`, by shaders on {@link device}, also an emulated one; `'wasm'`, in
   * main memory by WebAssembly SIMD; `'typescript'`, in main memory, also used in place of `'wasm'` if a
   * Content-Security-Policy or the browser refuses that. Or `'auto'`: a real GPU that passes a self-check, if
   * features come on it or if it takes less time of the main thread; else `'wasm'`. Bandwidths
   * `'pooled-median'` and `'fuse'` are computed in main memory in any case.
   *
   * If a GPU fails the self-check, or later, tests go on with `'wasm'`, and an `error` event says so.
   * `'webgpu'` without a device suspends the monitor with an InvalidOptionError. The old word `'backend'`
   * means `'webgpu'` if there is a device, else `'auto'`. @defaultValue `'auto'`
   */
  readonly compute?: ComputeChoice;
  /**
   * The device that `'webgpu'` and `'auto'` compute on, and that GPU buffers given to `observe` lie on,
   * e.g. `ort.env.webgpu.device`. @defaultValue tfjs's, where its backend is WebGPU
   */
  readonly device?: GPUDevice | undefined;
  /**
   * What is done before the test: `'none'`, features are tested as they are; or a whitened PCA, fitted on one
   * part of the reference and tested with the rest, for references of at least 400 rows. `seed` divides the
   * reference. @defaultValue `'none'`
   */
  readonly reducer?: ReducerOptions | 'none';
  /**
   * How often a false alarm is acceptable, in time or in samples: what the policy aims at.
   * @defaultValue `{ per: 'day' }`
   */
  readonly falseAlarms?: FalseAlarms;
  /**
   * How inputs follow each other, and which of them are admitted to the window. `'video'` measures how much
   * successive inputs resemble each other, from 16 inputs on, and skips those that resemble each other too
   * much. `'independent'` admits all inputs, and is for uploads, messages or shuffled images. @defaultValue
   * `'video'`
   */
  readonly sampling?: Sampling;
  /** When to raise an alarm. @defaultValue `scanPolicy()` */
  readonly policy?: AlarmPolicy;
  /**
   * What raises an alarm. `'any'`: everything that does not look like the reference, including known inputs
   * in other proportions, such as night after day or one scene for an hour. `'new'`: only inputs that are
   * unlike every part of the reference; other changes give a warning of the kind `'mix'`. With `'new'` weak
   * drifts are found later or not at all; it needs `scanPolicy()` and a reference of at least 80 rows.
   * @defaultValue `'new'` for frames, if possible; `'any'` for `sampling: 'independent'`
   */
  readonly alarmOn?: AlarmOn;
  /** When an episode of drift ends, and what comes after. */
  readonly episodes?: EpisodeOptions;
  /**
   * Keeps a small picture of each input in the window; the number is its width in pixels. It is made of
   * images given to the wrapped model, or of `image` in `observe`, and stays on the page. @defaultValue none
   */
  readonly keepThumbnails?: number;
  /**
   * What `monitor.saveState()` gave on an earlier visit: the counters, evidence and episode go on. A state of
   * another reference or other settings, or a damaged one, is not used, and a notice says so. Null means
   * none.
   */
  readonly savedState?: SavedMonitorState | null | undefined;
  /**
   * So many refused or lost inputs in a row, from 1, suspend the monitor, until an input is accepted.
   * @defaultValue `8`
   */
  readonly suspendAfter?: number;
  /**
   * Whether answers of the wrapped model may come a little later if they come faster than their features can
   * be processed. @defaultValue `'wait'`
   */
  readonly overload?: Overload;
  /**
   * How long a device, backend or download may take to answer before it is given up with a TimeoutError,
   * in milliseconds, from 10. @defaultValue `60000`
   */
  readonly timeoutMs?: number;
  /**
   * After how many milliseconds without a test an `ok` becomes `stale`, from 1,000; false for never.
   * @defaultValue `600_000`, or three times the `minIntervalMs` of `sampling` where that is longer; a day
   * with `sampling: 'independent'`
   */
  readonly staleAfterMs?: number | false;
  /** Milliseconds since 1970. @defaultValue `Date.now` */
  readonly clock?: () => number;
  /**
   * Secondary detectors on the same window: whether single features moved, and whether the model became less
   * sure. Without this option none of it is computed or read back. @defaultValue none
   */
  readonly secondary?: SecondaryOptions;
  /**
   * Says of an alarm what is different about the inputs, and whether the model's answers suffer: what
   * `explainer(…)` of `tfjs-drift/explain` makes, for this monitor alone. @defaultValue none
   */
  readonly explain?: Explainer | undefined;
}

export const monitorOptionNames: NamesOf<MonitorOptions> = {
  ...mmdOptionNames,
  reference: true,
  windowSize: true,
  testEvery: true,
  compute: true,
  device: true,
  reducer: true,
  falseAlarms: true,
  sampling: true,
  policy: true,
  alarmOn: true,
  episodes: true,
  keepThumbnails: true,
  savedState: true,
  clock: true,
  suspendAfter: true,
  overload: true,
  timeoutMs: true,
  staleAfterMs: true,
  secondary: true,
  explain: true,
};

export interface ResolvedMonitorOptions
  extends Required<
    Omit<
      MonitorOptions,
      | 'secondary'
      | 'reducer'
      | 'savedState'
      | 'keepThumbnails'
      | 'device'
      | 'staleAfterMs'
      | 'explain'
    >
  > {
  readonly savedState: SavedMonitorState | undefined;
  readonly keepThumbnails: number | undefined;
  readonly device: GPUDevice | undefined;
  readonly explain: Explainer | undefined;
  readonly episodes: Required<EpisodeOptions>;
  readonly secondary: ResolvedSecondaryOptions | undefined;
  /** Whether logits are of any use: to secondary tests they are not without outputs in the reference. */
  readonly wantsLogits: boolean;
  readonly reducer: ResolvedReducer;
  readonly runtime: Runtime;
  /** Infinite for never; undefined for what suits the sampling. */
  readonly staleAfterMs: number | undefined;
  /** Rows of the permutation test: the latest in the window. */
  readonly testedRows: number;
  /** Rows that the first test needs. */
  readonly firstTest: number;
}

/**
 * @param onError Told of a clock that cannot be relied on.
 * @throws InvalidOptionError naming the option, what was expected and what came.
 */
export function resolveMonitorOptions(
  options: MonitorOptions,
  runtime: Runtime,
  onError: (error: Error) => void,
): ResolvedMonitorOptions {
  requireKnownNames('DriftMonitor', options, monitorOptionNames);
  const { reference, testEvery = 1, compute = 'auto' } = options;
  const { policy = scanPolicy(), falseAlarms = { per: 'day' } } = options;
  const { keepThumbnails, savedState, episodes = {}, clock = Date.now } = options;
  const { device, overload = 'wait', explain } = options;
  const { suspendAfter = SUSPEND_AFTER, timeoutMs = PATIENCE_MS } = options;
  requireReference(reference);
  const { windowSize = windowSizeFor(policy, reference.size) } = options;
  requireInteger('windowSize', windowSize, 2, limits.windowSize);
  requireSizes(reference.size, windowSize, reference.width);
  requireInteger('testEvery', testEvery, 1);
  requireCompute(compute);
  requireDevice(device);
  requireExplainer(explain);
  requirePolicy(policy);
  requireType('clock', clock, 'function');
  if (keepThumbnails !== undefined)
    requireInteger('keepThumbnails (pixels)', keepThumbnails, 8, 512);
  const { sampling: wanted = 'video' } = options;
  const sampling = resolveSampling(wanted);
  const tellsNew = tellsNewOfFrames(policy, sampling, reference.size, windowSize);
  const { alarmOn = tellsNew ? 'new' : 'any' } = options;
  requireAlarmOn(alarmOn, policy);
  const mmd = resolveMmdOptions(options);
  requireMedian(reference, mmd.bandwidth);
  const { reducer: given = 'none' } = options;
  const reducer = resolveReducer(given, reference);
  const secondary = resolveSecondaryOptions(options.secondary);
  const resolved = {
    ...mmd,
    reference,
    windowSize,
    testedRows: Math.min(windowSize, policy.testedRows ?? windowSize),
    firstTest: firstTestOf(policy, windowSize, sampling, alarmOn),
    testEvery,
    compute,
    device,
    policy,
    falseAlarms: requireFalseAlarms(falseAlarms),
    episodes: requireEpisodeOptions(episodes),
    sampling,
    keepThumbnails,
    savedState: savedState ?? undefined,
    suspendAfter: requireInteger('suspendAfter', suspendAfter, 1),
    alarmOn,
    overload: requireOverload(overload),
    timeoutMs: requireInteger('timeoutMs', timeoutMs, 10),
    staleAfterMs: requirePeriod('staleAfterMs', options.staleAfterMs),
    clock: reliableClock(clock, onError),
    reducer,
    secondary,
    explain,
    wantsLogits: Boolean((secondary?.outputs && reference.outputs) || explain?.wantsLogits),
    runtime,
  };
  const referenceSize = testedRows(reference.size, reducer);
  const { kernel, bandwidth } = mmd;
  const totalSize = reference.size;
  policy.check?.({ referenceSize, totalSize, windowSize, testEvery, kernel, bandwidth });
  return resolved;
}

/** Whether frames are known inputs in other proportions, as any scene that lasts is, or new. */
function tellsNewOfFrames(
  { tellsNewFrom = Infinity }: AlarmPolicy,
  sampling: Sampling,
  referenceSize: number,
  windowSize: number,
): boolean {
  const isEnough = referenceSize >= tellsNewFrom && windowSize >= SMALLEST_OF_FRAMES;
  return sampling !== 'independent' && isEnough;
}

/**
 * Rows that the first test needs. Where known frames in other proportions count as well, they are waited for
 * as long as for a permutation test, though a scan could begin before: few frames of a scene that lasts do
 * not show that they are of one.
 */
function firstTestOf(
  { testedRows }: AlarmPolicy,
  windowSize: number,
  sampling: Sampling,
  alarmOn: AlarmOn,
): number {
  if (testedRows === undefined) return windowSize;
  if (sampling === 'independent') return 1;
  return Math.min(alarmOn === 'new' ? SMALLEST_OF_FRAMES : testedRows, windowSize);
}

/** @throws {@link InvalidOptionError} for anything but a Reference. */
export function requireReference(reference: unknown): asserts reference is Reference {
  if (reference instanceof Reference) return;
  throw new InvalidOptionError(
    `reference: a Reference was expected, ${came(reference)} came; make one with ` +
      '`await Reference.fit(model, inputs)`, `await fitSession(session, inputs, options)` or ' +
      '`await Reference.fromFeatures(rows)`.',
  );
}

/** Whether a bandwidth can follow from the reference's distances. */
export function hasMedian({ bandwidth: median }: Reference, bandwidth: Bandwidth): boolean {
  return median > 0 || (bandwidth !== 'median' && bandwidth !== 'fuse');
}

function requireMedian(reference: Reference, bandwidth: Bandwidth): void {
  if (hasMedian(reference, bandwidth)) return;
  throw new InvalidOptionError(
    `bandwidth: '${bandwidth}' came, and more than half of the pairs of reference rows are equal, so their ` +
      'median distance is 0. Set `bandwidth` to a number, in units of the features.',
  );
}
