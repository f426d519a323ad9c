import type { SecondaryVerdict } from '../core/ks/secondary.js';
import type { Judgement } from './alarmWatch.js';
import type { WindowDependence } from './intake.js';
import type { LiveDetails } from './liveTest.js';

/** A test and what it came to. */
export interface JudgedTest extends Judgement {
  readonly test: LiveDetails;
  readonly secondary: SecondaryVerdict | undefined;
  readonly dependence: WindowDependence;
  readonly timeMs: number;
  readonly costMs: number;
}
