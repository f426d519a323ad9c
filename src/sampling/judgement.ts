import { neededStride } from './adaptiveStride.js';
import type { Sampling } from './sampling.js';

/** Whether the rows of the window may be tested: a plain record that can be sent as JSON. */
export interface Judgement {
  /**
   * `undecided`: too few rows were looked at; `independent`: they may be tested; `insufficient`:
   * the window holds too few independent ones, and a p-value would lie.
   */
  readonly state: 'undecided' | 'independent' | 'insufficient';
  /** The state in one sentence. */
  readonly reason: string;
}

/** Dependence that rows were found to have. */
export interface FoundDependence {
  readonly correlation: number;
  /** The stride at which it was found. */
  readonly stride: number;
}

/** Which inputs are admitted now. */
export interface Kept {
  readonly sampling: Sampling;
  readonly stride: number;
}

export function frozen(run: number): Judgement {
  const reason = `The last ${run} inputs are identical; is the camera frozen?`;
  return { state: 'insufficient', reason };
}

export function still(rows: number): Judgement {
  const reason =
    `The last ${rows} inputs differ by less than a thousandth of what the reference's do; is the ` +
    'camera frozen?';
  return { state: 'insufficient', reason };
}

export function takenAsIndependent(): Judgement {
  return { state: 'independent', reason: 'Inputs are taken to be independent of each other.' };
}

export function foundIndependent(correlation: number, kept: Kept): Judgement {
  const reason =
    `Successive inputs hardly resemble each other (correlation ${short(correlation)}); ` +
    `${whatIsKept(kept)}.`;
  return { state: 'independent', reason };
}

export function unknown(progress: string): Judgement {
  const reason = `Whether successive inputs resemble each other is not yet known: ${progress}.`;
  return { state: 'undecided', reason };
}

export function undecided(
  { correlation }: FoundDependence,
  kept: Kept,
  progress: string,
): Judgement {
  const reason =
    `Successive inputs resemble each other (correlation ${short(correlation)}); ` +
    `${whatIsKept(kept)} now, ${progress}.`;
  return { state: 'undecided', reason };
}

/** Fixed thinning that does not suffice. */
export function tooClose({ correlation, stride }: FoundDependence, sampling: Sampling): Judgement {
  const needed = neededStride(stride, correlation);
  const advice =
    typeof sampling === 'object' && 'minIntervalMs' in sampling
      ? `an interval ${Math.ceil(needed / stride)} times as long`
      : `every ${ordinal(needed)}`;
  const reason =
    `Successive inputs resemble each other (correlation ${short(correlation)}) though ` +
    `${whatIsKept({ sampling, stride })}; about ${advice} would do.`;
  return { state: 'insufficient', reason };
}

/** The largest stride does not suffice. */
export function outOfReach(
  { correlation, stride }: FoundDependence,
  windowSize: number,
  progress: string,
): Judgement {
  const reason =
    `Even every ${ordinal(stride)} input resembles the one before (correlation ` +
    `${short(correlation)}): a window of ${windowSize} cannot hold enough independent ones. ` +
    `Measured anew, ${progress}.`;
  return { state: 'insufficient', reason };
}

/** How far the looking has come. */
export function progressOf(looked: number, needed: number): string {
  return looked < needed
    ? `${looked} of ${needed} looked at`
    : `${looked} looked at, which do not yet tell`;
}

function whatIsKept({ sampling, stride }: Kept): string {
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
  const suffix =
    Math.floor((n % 100) / 10) === 1 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${suffix}`;
}
