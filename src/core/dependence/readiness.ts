import { neededStride, type Spacing } from './adaptiveStride.js';
import { BLOCK_ROWS } from './dependence.js';
import { type FoundDependence, frozenRun } from './findings.js';
import type { Sampling } from './sampling.js';

/** Whether the rows of the window may be tested: a plain record that can be sent as JSON. */
export interface Readiness {
  /**
   * `undecided`: too few rows were looked at; `independent`: they may be tested; `insufficient`:
   * the window holds too few independent ones, and a p-value would lie.
   */
  readonly state: 'undecided' | 'independent' | 'insufficient';
  /** The state in one sentence or two. */
  readonly reason: string;
}

/** All that readiness follows from. */
export interface Situation {
  /** What the test needs. */
  readonly needs: Spacing;
  readonly sampling: Sampling;
  readonly stride: number;
  readonly windowSize: number;
  /** Whether the latest rows hardly vary, and how many of them are identical. */
  readonly isStill: boolean;
  readonly identical: number;
  /** See `Findings`. */
  readonly isIndependent: boolean;
  readonly isApart: boolean;
  readonly correlation: number | undefined;
  readonly dependence: FoundDependence | undefined;
  /** Rows that neighbours are told apart by. */
  readonly wanted: number;
  /** Rows that were looked at with this stride. */
  readonly looked: number;
}

export function readinessOf(situation: Situation): Readiness {
  return { state: readinessStateOf(situation), reason: reasonOf(situation) };
}

export function readinessStateOf(situation: Situation): Readiness['state'] {
  const { sampling, isStill, dependence } = situation;
  if (isStill) return 'insufficient';
  if (sampling === 'independent' || isEnough(situation)) return 'independent';
  if (!dependence) return 'undecided';
  // A larger stride is being tried; with a fixed one it stays as it is.
  return sampling === 'video' && !dependence.isOutOfReach ? 'undecided' : 'insufficient';
}

const isEnough = ({ needs, isIndependent, isApart }: Situation): boolean =>
  isIndependent || (needs === 'apart' && isApart);

/** The same cases as above, one by one. */
function reasonOf(situation: Situation): string {
  const { sampling, isStill, identical, correlation, dependence } = situation;
  if (isStill) {
    const what =
      identical >= frozenRun(situation.windowSize)
        ? `The last ${identical} inputs are identical`
        : `The last ${BLOCK_ROWS} inputs differ by less than a thousandth of what the reference's do`;
    return `${what}; is the camera frozen?`;
  }
  if (sampling === 'independent') return 'Inputs are taken to be independent of each other.';
  if (isEnough(situation)) {
    return (
      `Successive inputs hardly resemble each other${correlation === undefined ? '' : ` (correlation ${short(correlation)})`}; ` +
      `${whatIsKept(situation)}.`
    );
  }
  if (dependence) return reasonOfDependence(situation, dependence);
  return `Measuring how much successive inputs resemble each other: ${progress(situation)}.`;
}

function reasonOfDependence(situation: Situation, found: FoundDependence): string {
  const { sampling, windowSize } = situation;
  const resemblance = `resemble each other (correlation ${short(found.correlation)})`;
  if (found.isOutOfReach) {
    return (
      `The scene changes too slowly to be tested: even inputs ${found.stride} apart ${resemblance}, so ` +
      `that ${windowSize} of them tell too little. Measuring again: ${progress(situation)}.`
    );
  }
  if (sampling === 'video') {
    return `Successive inputs ${resemblance}, so that ${whatIsKept(situation)}. Measuring again: ${progress(situation)}.`;
  }
  const needed = neededStride(found.stride, found.correlation, situation.needs);
  const advice =
    typeof sampling === 'object' && 'minIntervalMs' in sampling
      ? `an interval ${Math.ceil(needed / found.stride)} times as long`
      : `every ${ordinal(needed)}`;
  return `Successive inputs ${resemblance}, though ${whatIsKept(situation)}. About ${advice} would do.`;
}

function progress({ needs, wanted, looked }: Situation): string {
  const most = needs === 'apart' ? wanted : BLOCK_ROWS;
  return looked < most
    ? `${looked} of ${most} inputs so far`
    : `${looked} inputs so far, which do not yet tell`;
}

function whatIsKept({ sampling, stride }: Situation): string {
  if (typeof sampling === 'object' && 'minIntervalMs' in sampling) {
    return `only one per ${sampling.minIntervalMs} ms is kept`;
  }
  return stride === 1 ? 'each one is kept' : `only every ${ordinal(stride)} is kept`;
}

/** .93, -.04, 1.00 */
function short(correlation: number): string {
  return correlation.toFixed(2).replace(/^(-?)0\./, '$1.');
}

function ordinal(n: number): string {
  const isTeen = Math.floor((n % 100) / 10) === 1;
  return `${n}${(!isTeen && ['th', 'st', 'nd', 'rd'][n % 10]) || 'th'}`;
}
