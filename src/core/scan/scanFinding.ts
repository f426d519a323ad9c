import type { Look, ViewName } from './scanView.js';

/** Windows count as nearly as rare as the rarest where their score is no more than so much below. */
const NEARLY = 2;

/** Of what is rarer nothing more is known. */
export const RAREST = 1e15;

/** What a scan found at its rarest window. */
export interface ScanFinding {
  /** Chance brings as much once in so many samples, on average; what is compared with the threshold. */
  readonly runTime: number;
  /** Of all windows together: at most so likely is it, without drift, that one of them is as rare now. */
  readonly pValue: number;
  /** Rows of the rarest window, of those that end with a row since the test before. */
  readonly window: number;
  /** Whether features as they are showed it, or whitened ones. */
  readonly view: ViewName;
  /** Unbiased MMD² of that window. */
  readonly mmd2: number;
  /** The same in standard deviations of such windows without drift. */
  readonly z: number;
  /** Of that window alone, for one that was not selected: see `pValue` for all. */
  readonly selectedPValue: number;
  /** When what it shows began, in samples before now. */
  readonly began: {
    readonly samplesAgo: number;
    readonly atLeast: number;
    /** Absent where it may have begun before the largest window. */
    readonly atMost?: number;
  };
  /** How rare each window is that is full. */
  readonly views: readonly {
    readonly view: ViewName;
    /** Rows of each window, ascending. */
    readonly sizes: readonly number[];
    /** By size: chance brings as much once in so many samples. */
    readonly runTimes: readonly number[];
  }[];
  /**
   * The smallest shift, of every feature by so many of its standard deviations, that windows up to the
   * fullest would have shown in nine of ten cases; absent where none would.
   */
  readonly visibleShift?: number;
}

/**
 * @param looks Of all views, at the same row.
 * @param later How many rows have come since.
 */
export function findingOf(
  looks: readonly Look[],
  later: number,
  visibleShift: number | undefined,
): ScanFinding {
  const rarest = looks.reduce((best, look) => (look.logRunTime > best.logRunTime ? look : best));
  const { view, at, scores, mmd2, z } = rarest;
  const score = scores[at]!;
  const { sizes } = view.calibration;
  const runTimeOf = (logRunTime: number) => Math.min(RAREST, Math.max(1, Math.exp(logRunTime)));
  const near = [...scores.keys()].filter((size) => scores[size]! > score - NEARLY);
  const [least, most] = [near[0]!, near.at(-1)!];
  // Nothing is known of larger windows that are not full.
  const isWithin = most + 1 < scores.length;
  return {
    runTime: runTimeOf(logRunTimeOfAll(looks)),
    pValue: probability(Math.exp(-score) / view.share),
    window: sizes[at]!,
    view: view.name,
    mmd2,
    z,
    selectedPValue: probability(Math.exp(-view.scorer.rarityAt(at, score))),
    began: {
      samplesAgo: sizes[at]! + later,
      atLeast: (least > 0 ? sizes[least - 1]! + 1 : 1) + later,
      ...(isWithin && { atMost: sizes[most + 1]! - 1 + later }),
    },
    views: looks.map(({ view: one, scores: all }) => ({
      view: one.name,
      sizes: one.calibration.sizes.slice(0, all.length),
      runTimes: all.map((each) => runTimeOf(one.logRunTime([each]))),
    })),
    ...(visibleShift !== undefined && { visibleShift }),
  };
}

/**
 * ln of the mean number of samples until chance brings as much, of all views together. That of each is about
 * as often so large as its inverse says, and sums of such hardly more often than the largest of them; but
 * where both see the same, they add up.
 */
export function logRunTimeOfAll(looks: readonly Pick<Look, 'logRunTime'>[]): number {
  return Math.log(looks.reduce((sum, { logRunTime }) => sum + Math.exp(logRunTime), 0));
}

/** Of the windows of no more rows: chance brings as much once in so many samples. */
export function runTimeWithin(looks: readonly Look[], rows: number): number {
  const within = looks.map(({ view, scores }) => {
    const { sizes } = view.calibration;
    return { logRunTime: view.logRunTime(scores.filter((_, at) => sizes[at]! <= rows)) };
  });
  return Math.exp(logRunTimeOfAll(within));
}

function probability(value: number): number {
  return Math.min(1, Math.max(1 / RAREST, value));
}
