import type { BackendInfo } from '../backend/backendInfo.js';
import type { ComputePlace } from '../detector/createEngine.js';
import type { ReducerSummary } from '../reducer/reducerSummary.js';
import type { SecondaryVerdict } from '../secondary/secondaryVerdict.js';
import type { Kernel } from '../statistics/kernel.js';

/** One test's result: a plain record that can be sent as JSON. It holds no features or images. */
export interface Verdict extends BackendInfo {
  /** Counts the tests of this monitor, from 1. */
  readonly sequence: number;
  /** When the test ended, ISO 8601. */
  readonly time: string;
  readonly state: 'ok' | 'drift';
  /** The state in one sentence. */
  readonly reason: string;
  /** Unbiased MMD² of window against reference: about 0 without drift, at most 2. */
  readonly mmd2: number;
  /** What the permutations compare: `mmd2`, or with `bandwidth: 'fuse'` the fused statistic. */
  readonly statistic: number;
  /** Permutation p-value, from 1 / (1 + permutations) to 1. */
  readonly pValue: number;
  /** MMD² in units of its null's standard deviation: an effect size comparable over time. */
  readonly z: number;
  /** Approximate p-value of `z`, not bounded by 1 / (1 + permutations); nothing is decided by it. */
  readonly approximatePValue: number;
  /** What the policy compared with. */
  readonly threshold: number;
  /** Name of the alarm policy. */
  readonly policy: string;
  /** Samples admitted to the window since the monitor was made. */
  readonly samples: number;
  /** Rows in the window. */
  readonly windowSize: number;
  /** Rows of the reference that were tested against: all of them, unless a reducer took some. */
  readonly referenceSize: number;
  /** The projection before the test; undefined where features were tested as they are. */
  readonly reducer: ReducerSummary | undefined;
  readonly referenceId: string;
  readonly kernel: Kernel;
  /** Bandwidth used, in units of the features, or of the projected ones. */
  readonly bandwidth: number;
  readonly permutations: number;
  readonly seed: number;
  /** Where the test was computed: on that backend, or in plain TypeScript. */
  readonly compute: ComputePlace;
  /** Wall time of taking in the sample and testing, secondary detectors included, milliseconds. */
  readonly costMs: number;
  /** What the secondary detectors say; absent where they are off, or passed over this test. */
  readonly secondary?: SecondaryVerdict;
}

/** What the monitor is doing now. */
export interface MonitorStatus {
  /**
   * `warming-up`: the window is not yet full; `ok` and `drift`: the latest test's result;
   * `suspended`: nothing is tested, see `reason`.
   */
  readonly state: 'warming-up' | 'ok' | 'drift' | 'suspended';
  /** The state in one sentence. */
  readonly reason: string;
  /** Samples admitted to the window so far. */
  readonly samples: number;
  /** Samples given up because they came faster than they could be taken in. */
  readonly dropped: number;
  /** Rows in the window now. */
  readonly windowFill: number;
  readonly windowSize: number;
  /** Tests done so far. */
  readonly tests: number;
  readonly lastVerdict: Verdict | undefined;
}
