import { type Random, seededRandom } from '../base/random.js';

/**
 * How often answers of a confidence are right: P(right | confidence) = σ(slope · logit(confidence) + offset).
 *
 * This is Platt scaling (Platt, "Probabilistic Outputs for Support Vector Machines", 1999) of the largest class
 * probability's log-odds. Temperature scaling (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017)
 * would need all logits of each row, of which a reference keeps confidence and entropy alone; for two classes the two
 * are the same but for the offset, which makes the mean of the rows it is fitted on come out right.
 */
export interface ConfidenceCalibration {
  readonly slope: number;
  readonly offset: number;
}

/** What the calibration rests on: rows labelled right or wrong, an accuracy that was told, or nothing. */
export type CalibrationBasis = 'labels' | 'accuracy' | 'none';

/** A calibration, with others of rows drawn anew: how sure it is. */
export interface CalibrationDraws {
  readonly basis: CalibrationBasis;
  /** Rows that it was fitted on. */
  readonly rows: number;
  readonly calibration: ConfidenceCalibration;
  /** Accuracy on the reference, 0 to 1: of its labels, as told, or the mean confidence. */
  readonly accuracy: number;
  /** Of rows drawn with replacement, and the accuracy on these. */
  readonly draws: readonly (ConfidenceCalibration & { readonly accuracy: number })[];
}

/** A confidence as it is. */
export const UNCALIBRATED: ConfidenceCalibration = { slope: 1, offset: 0 };

/** Labelled rows below which no calibration is fitted to them. */
export const LEAST_LABELLED = 20;

/** A float32 confidence of 1 may be anything from half a step below. */
const NEAREST_TO_ONE = 2 ** -25;

/**
 * Precision of the normal prior on slope and offset, about the confidence as it is: as if two or three rows had said so.
 * Without it rows that are all right would send the offset to infinity.
 */
const PRIOR = 0.5;

const NEWTON_STEPS = 25;
const MOST_STEPS = 100;

/** NaN for what is no probability. */
export function logOdds(confidence: number): number {
  if (!(confidence > 0 && confidence <= 1)) return Number.NaN;
  const p = Math.min(1 - NEAREST_TO_ONE, Math.max(NEAREST_TO_ONE, confidence));
  return Math.log(p / (1 - p));
}

/** @param odds As {@link logOdds} gives them. */
export function probabilityRight({ slope, offset }: ConfidenceCalibration, odds: number): number {
  return 1 / (1 + Math.exp(-(slope * odds + offset)));
}

/** What a reference tells of how right its model is. */
export interface ReferenceSureness {
  /** Of each row, shape [count]; NaN where it is not known. */
  readonly confidence: ArrayLike<number>;
  /** Whether the model was right: 1 or 0, NaN where it is not known, shape [count]. */
  readonly correct?: ArrayLike<number> | undefined;
  /** Accuracy on rows like these, 0 to 1, for where fewer than 20 rows are labelled. */
  readonly accuracy?: number | undefined;
}

/**
 * Fits a calibration, by the first that there is: 20 rows that are labelled right or wrong, an accuracy that was told,
 * which fixes the offset alone, or nothing, and confidences are taken as they are. The slope is never below 0.
 *
 * @param options.draws Calibrations of rows drawn anew.
 * @returns Undefined where no row has a confidence.
 */
export function calibrateConfidence(
  { confidence, correct, accuracy }: ReferenceSureness,
  { draws, seed }: { readonly draws: number; readonly seed: number },
): CalibrationDraws | undefined {
  const random = seededRandom(seed);
  const odds: number[] = [];
  const labelled = { odds: [] as number[], right: [] as number[] };
  for (let row = 0; row < confidence.length; row++) {
    const rowOdds = logOdds(confidence[row]!);
    if (Number.isNaN(rowOdds)) continue;
    odds.push(rowOdds);
    const right = correct?.[row];
    if (right === 1 || right === 0) {
      labelled.odds.push(rowOdds);
      labelled.right.push(right);
    }
  }
  if (odds.length === 0) return undefined;
  if (labelled.odds.length < LEAST_LABELLED) {
    return ofOdds(Float64Array.from(odds), accuracy, draws, random);
  }
  const { odds: known, right } = labelled;
  return ofLabels(
    { odds: Float64Array.from(known), right: Float64Array.from(right) },
    draws,
    random,
  );
}

interface Labelled {
  readonly odds: Float64Array;
  readonly right: Float64Array;
}

function ofLabels(labelled: Labelled, draws: number, random: Random): CalibrationDraws {
  const rows = labelled.odds.length;
  const calibration = platt(labelled);
  const some = { odds: new Float64Array(rows), right: new Float64Array(rows) };
  return {
    basis: 'labels',
    rows,
    calibration,
    accuracy: meanOf(labelled.right),
    draws: Array.from({ length: draws }, () => {
      for (let at = 0; at < rows; at++) {
        const row = Math.floor(random() * rows);
        some.odds[at] = labelled.odds[row]!;
        some.right[at] = labelled.right[row]!;
      }
      // From the fit of all rows two steps are as good as many, and a fraction of their time.
      const fitted = newtonStep(some, newtonStep(some, calibration));
      return { ...fitted, accuracy: meanOf(some.right) };
    }),
  };
}

function ofOdds(
  odds: Float64Array,
  told: number | undefined,
  draws: number,
  random: Random,
): CalibrationDraws {
  const fitted = (some: Float64Array): ConfidenceCalibration & { readonly accuracy: number } =>
    told === undefined
      ? { ...UNCALIBRATED, accuracy: meanOf(some.map(asItIs)) }
      : { ...shifted(some, told), accuracy: told };
  const { accuracy, ...calibration } = fitted(odds);
  return {
    basis: told === undefined ? 'none' : 'accuracy',
    rows: odds.length,
    calibration,
    accuracy,
    draws: Array.from({ length: draws }, () =>
      fitted(odds.map(() => odds[Math.floor(random() * odds.length)]!)),
    ),
  };
}

const asItIs = (odds: number): number => probabilityRight(UNCALIBRATED, odds);

/** Logistic regression of right on the log-odds, with a normal prior: Newton's method, each step halved until it helps. */
function platt(labelled: Labelled): ConfidenceCalibration {
  let found = UNCALIBRATED;
  let loss = penalised(labelled, found);
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const next = newtonStep(labelled, found);
    const before = loss;
    for (let share = 1; share > 1e-4; share /= 2) {
      const tried = {
        slope: found.slope + share * (next.slope - found.slope),
        offset: found.offset + share * (next.offset - found.offset),
      };
      const lossThere = penalised(labelled, tried);
      if (lossThere >= loss) continue;
      [found, loss] = [tried, lossThere];
      break;
    }
    if (before - loss < 1e-10 * loss) break;
  }
  return found;
}

function newtonStep(
  { odds, right }: Labelled,
  { slope, offset }: ConfidenceCalibration,
): ConfidenceCalibration {
  let [bySlope, byOffset] = [PRIOR * (slope - 1), PRIOR * offset];
  let [slopeSlope, slopeOffset, offsetOffset] = [PRIOR, 0, PRIOR];
  for (let row = 0; row < odds.length; row++) {
    const x = odds[row]!;
    const p = 1 / (1 + Math.exp(-(slope * x + offset)));
    const weight = p * (1 - p);
    bySlope += (p - right[row]!) * x;
    byOffset += p - right[row]!;
    slopeSlope += weight * x * x;
    slopeOffset += weight * x;
    offsetOffset += weight;
  }
  const determinant = slopeSlope * offsetOffset - slopeOffset * slopeOffset;
  const next = slope - (offsetOffset * bySlope - slopeOffset * byOffset) / determinant;
  // A higher confidence never means a lower chance: along the border the offset alone moves.
  if (next < 0)
    return { slope: 0, offset: offset - (byOffset - slopeOffset * slope) / offsetOffset };
  return {
    slope: next,
    offset: offset - (slopeSlope * byOffset - slopeOffset * bySlope) / determinant,
  };
}

function penalised({ odds, right }: Labelled, { slope, offset }: ConfidenceCalibration): number {
  let loss = (PRIOR / 2) * ((slope - 1) ** 2 + offset ** 2);
  for (let row = 0; row < odds.length; row++) {
    const score = slope * odds[row]! + offset;
    // ln(1 + e^±score), which does not overflow.
    const wrong = right[row] === 1 ? -score : score;
    loss += Math.max(0, wrong) + Math.log1p(Math.exp(-Math.abs(wrong)));
  }
  return loss;
}

/** The offset at which the mean probability is the accuracy, the slope being 1. */
function shifted(odds: Float64Array, accuracy: number): ConfidenceCalibration {
  // No finite offset has a mean of 0 or 1.
  const margin = 1 / (2 * odds.length);
  const wanted = Math.min(1 - margin, Math.max(margin, accuracy));
  let offset = 0;
  let [low, high] = [-60, 60];
  for (let step = 0; step < MOST_STEPS; step++) {
    let [mean, steepness] = [0, 0];
    for (const rowOdds of odds) {
      const p = 1 / (1 + Math.exp(-(rowOdds + offset)));
      mean += p / odds.length;
      steepness += (p * (1 - p)) / odds.length;
    }
    if (Math.abs(mean - wanted) < 1e-9) break;
    if (mean < wanted) low = offset;
    else high = offset;
    const next = offset - (mean - wanted) / steepness;
    offset = next > low && next < high ? next : (low + high) / 2;
  }
  return { slope: 1, offset };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
