import { seededRandom } from '../base/random.js';
import {
  type CalibrationBasis,
  type CalibrationDraws,
  logOdds,
  probabilityRight,
} from './confidenceCalibration.js';

/**
 * How often the model is right on inputs without labels, by its own confidence. All are shares, 0 to 1. It holds where
 * the inputs alone have changed and not what is right for an input like this, nor how sure the model is when it errs
 * (covariate shift): of inputs unlike all that the model knows it is too high.
 */
export interface AccuracyEstimate {
  readonly accuracy: number;
  /** The share of right answers that labels of these very inputs would show, in 95 of 100 windows: from here … */
  readonly low: number;
  /** … to here. */
  readonly high: number;
  /** On the reference: by its labels, as told by the app, or its mean confidence. */
  readonly referenceAccuracy: number;
  /** How much lower than on the reference; below 0 for higher. */
  readonly drop: number;
  /** 95 % band of the drop of inputs like these: from here … */
  readonly dropLow: number;
  /** … to here. */
  readonly dropHigh: number;
  /** Inputs that were judged: those with a confidence. */
  readonly inputs: number;
  /** What confidences were calibrated by: the reference's labels, the accuracy that was told, or nothing. */
  readonly basis: CalibrationBasis;
}

/** Values beyond each end of a band. */
const TAIL = 0.025;

/**
 * The mean of P(right) over the inputs, as in confidence-based performance estimation (Guillory et al., "Predicting
 * with Confidence on Unseen Distributions", ICCV 2021, compare such estimates). Bands are percentiles of a bootstrap
 * (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13) that draws the calibration's rows, the
 * inputs, and whether each is right.
 *
 * @param confidences Of the inputs, NaN where it is not known.
 * @param options.independent How many independent inputs say as much as these. @defaultValue all
 * @returns Undefined where no input has a confidence.
 */
export function estimateAccuracy(
  confidences: ArrayLike<number>,
  calibrated: CalibrationDraws,
  { seed, independent = Infinity }: { readonly seed: number; readonly independent?: number },
): AccuracyEstimate | undefined {
  const odds = Array.from(confidences, logOdds).filter((value) => !Number.isNaN(value));
  const inputs = odds.length;
  if (inputs === 0) return undefined;
  const random = seededRandom(seed);
  const drawn = Math.max(1, Math.min(inputs, Math.round(independent)));
  const shares: number[] = [];
  const drops: number[] = [];
  for (const draw of calibrated.draws) {
    let [mean, right] = [0, 0];
    for (let i = 0; i < drawn; i++) {
      const p = probabilityRight(draw, odds[Math.floor(random() * inputs)]!);
      mean += p / drawn;
      if (random() < p) right++;
    }
    shares.push(right / drawn);
    drops.push(draw.accuracy - mean);
  }
  const accuracy =
    odds.reduce((sum, x) => sum + probabilityRight(calibrated.calibration, x), 0) / inputs;
  const [low, high] = band(shares);
  const [dropLow, dropHigh] = band(drops);
  return {
    accuracy,
    low: Math.min(low, accuracy),
    high: Math.max(high, accuracy),
    referenceAccuracy: calibrated.accuracy,
    drop: calibrated.accuracy - accuracy,
    dropLow,
    dropHigh,
    inputs,
    basis: calibrated.basis,
  };
}

function band(values: number[]): [low: number, high: number] {
  const sorted = values.sort((a, b) => a - b);
  const beyond = Math.floor(TAIL * sorted.length);
  return [sorted[beyond]!, sorted[sorted.length - 1 - beyond]!];
}
