import type { AccuracyEstimate } from './estimatedAccuracy.js';
import type { RelevantDrift } from './relevantDrift.js';

/**
 * Does the drift make the model wrong more often? `shown`: labels say so. `likely`: the model's own confidence has fallen as it
 * does when answers get worse. `unlikely`: labels, the confidence, or the size of the drift say that it does not, or
 * nothing has changed. `unknown`: nothing that is there can tell.
 */
export type HarmState = 'unknown' | 'unlikely' | 'likely' | 'shown';

/** Whether the drift does harm, and what is known about it: plain, and fit for JSON. */
export interface Harm {
  readonly state: HarmState;
  /** The state in a sentence or two. */
  readonly reason: string;
  /** How often the model is right, by its confidence; absent where that is not known. */
  readonly estimate?: AccuracyEstimate;
  /** What labels tell; absent before the first draw or label. */
  readonly labels?: LabelFinding;
  /** How large the drift is beside what was set with `relevantFrom`; absent without it, and before its first look. */
  readonly relevant?: RelevantDrift;
}

/** What labels tell, of the inputs that came since the test began. */
export interface LabelFinding {
  /** Inputs that were drawn for labelling and are remembered. */
  readonly drawn: number;
  /** Of these, inputs without a label. */
  readonly open: number;
  /** Labels of drawn inputs that were tested, and how many of them were wrong. */
  readonly tested: number;
  readonly wrong: number;
  /** The share that is wrong among all inputs, by weighted labels; absent before the first that was tested. */
  readonly risk?: number;
  /** Labels of inputs that were not drawn: they are shown, and not tested. */
  readonly others: number;
  readonly othersWrong: number;
  /** Labels that came to nothing: of unknown or forgotten inputs, second ones, and those of before the test began. */
  readonly unused: number;
  /** The test; absent where it is not known how often the model was wrong before. */
  readonly test?: {
    /** A risk above this is harm: that of the reference, at its upper bound, and the tolerance. */
    readonly limit: number;
    /** A risk up to this is none: that of the reference, at its lower bound, and the tolerance. */
    readonly safeLimit: number;
    /** Evidence that the risk is above the limit, or was since the test began. */
    readonly harm: number;
    /** Evidence that it is within the limit, since the drift began. */
    readonly safety: number;
    /** Evidence that shows it. */
    readonly threshold: number;
    /** Whether {@link harm} has reached that, and has not fallen to its square root since. */
    readonly isShown: boolean;
  };
}

/** What a harm verdict is made of. */
export interface HarmFacts {
  /** Whether inputs look changed. */
  readonly drift: 'ok' | 'warning' | 'drift';
  /** Unlike every part of the reference, or known in other proportions; undefined where that is not known. */
  readonly kind?: 'new' | 'mix' | undefined;
  readonly estimate?: AccuracyEstimate | undefined;
  /** Why there is no estimate: a sentence. */
  readonly noEstimate?: string | undefined;
  readonly labels?: LabelFinding | undefined;
  readonly relevant?: RelevantDrift | undefined;
  /** How much lower the accuracy may be, 0 to 1. */
  readonly tolerance: number;
}

/** The verdict: labels first, then the drift's size, then the model's confidence, where it may be trusted. */
export function harmOf(facts: HarmFacts): Harm {
  const { estimate, labels, relevant } = facts;
  const [state, reason] = judged(facts);
  return {
    state,
    reason,
    ...(estimate && { estimate }),
    ...(labels && { labels }),
    ...(relevant && { relevant }),
  };
}

function judged({
  drift,
  kind,
  estimate,
  noEstimate,
  labels,
  relevant,
  tolerance,
}: HarmFacts): readonly [HarmState, string] {
  const { test } = labels ?? {};
  if (test?.isShown) {
    return ['shown', `${labelled(labels!)}: more than the ${percent(test.limit)} allowed.`];
  }
  if (test && test.safety >= test.threshold) {
    return ['unlikely', `${labelled(labels!)}: no more than ${percent(test.safeLimit)} are wrong.`];
  }
  if (drift === 'ok') return ['unlikely', 'The latest inputs look like the reference.'];
  if (relevant?.size === 'small') {
    return ['unlikely', 'The drift is smaller than what was set to be worth an alarm.'];
  }
  const open = test && labels!.tested > 0 ? ` ${labelled(labels!)}: too few to tell.` : '';
  if (kind === 'new') {
    return [
      'unknown',
      `These inputs are unlike all of the reference, so the model's confidence tells nothing about them; label some.${open}`,
    ];
  }
  if (!estimate) {
    return [
      'unknown',
      `${noEstimate ?? 'The model gave no confidence.'} Label some inputs.${open}`,
    ];
  }
  const { accuracy, referenceAccuracy, dropLow, dropHigh } = estimate;
  const by = `By the model's own confidence ${percent(accuracy)} of answers are right, ${percent(referenceAccuracy)} on the reference`;
  if (dropLow > tolerance) return ['likely', `${by}.${open}`];
  if (dropHigh <= tolerance) return ['unlikely', `${by}.${open}`];
  const span =
    dropLow > 0
      ? `${percent(dropLow)} to ${percent(dropHigh)} lower`
      : `up to ${percent(dropHigh)} lower, or not at all`;
  return ['unknown', `${by}; it may be ${span}. Label some inputs.${open}`];
}

function labelled({ tested, wrong }: LabelFinding): string {
  return `${wrong} of ${tested} labelled ${tested === 1 ? 'answer is' : 'answers are'} wrong`;
}

function percent(share: number): string {
  const value = 100 * share;
  return `${value > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}
