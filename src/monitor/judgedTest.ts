import type { SecondaryVerdict } from '../core/ks/secondary.js';
import type { Judgement } from './alarmWatch.js';
import type { Explained } from './explainer.js';
import type { WindowDependence } from './intake.js';
import type { LiveDetails, TestSetup } from './liveTest.js';

/** A test and what it came to. */
export interface JudgedTest extends Judgement {
  /** Without details where there were too few rows for the permutation test. */
  readonly test: LiveDetails | TestSetup;
  readonly secondary: SecondaryVerdict | undefined;
  /** Empty without an explainer. */
  readonly explained: Explained;
  readonly dependence: WindowDependence;
  /** Rows in the window. */
  readonly filled: number;
  readonly timeMs: number;
  readonly costMs: number;
}
