import { seededRandom } from '../core/base/random.js';
import { type FeatureRow, type FeatureRows, pickRows } from '../core/base/rows.js';
import { binomialBounds } from '../core/harm/binomialBounds.js';
import {
  type CalibrationDraws,
  calibrateConfidence,
  LEAST_LABELLED,
} from '../core/harm/confidenceCalibration.js';
import { type AccuracyEstimate, estimateAccuracy } from '../core/harm/estimatedAccuracy.js';
import { type Harm, harmOf } from '../core/harm/harm.js';
import {
  LabelledRisk,
  type LabelOutcome,
  type RiskLimits,
  type SavedLabels,
} from '../core/harm/labelledRisk.js';
import { distance } from '../core/math/distances.js';
import type { ExplainedInput, ExplainedTest } from '../monitor/explainer.js';
import type { Reference } from '../reference/reference.js';
import { DriftRelevance } from './driftRelevance.js';
import { isTestable, type ResolvedHarmOptions } from './harmOptions.js';

/** An input that was drawn for labelling. */
export interface InputToLabel {
  /** What its label is to come by: the app's `id` of the input, where no other draw has that. */
  readonly id: string;
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, milliseconds since 1970. */
  readonly timeMs: number;
  /** With the monitor's `keepThumbnails`. */
  readonly thumbnail?: OffscreenCanvas;
}

/** Draws and labels so far, as JSON. */
export interface SavedHarm {
  readonly schemaVersion: 1;
  readonly referenceId: string;
  /** Inputs that were numbered so far. */
  readonly samples: number;
  readonly labels: SavedLabels;
}

/** Calibrations that the band is made of. */
const DRAWS = 200;

/** Of the level, what goes to the doubt how often the model was wrong on the reference. */
const SHARE_OF_REFERENCE = 0.2;

/** What is made of a reference when it is first needed; null for what cannot be made. */
interface OfReference {
  readonly reference: Reference;
  calibrated?: CalibrationDraws | null;
  relevance?: DriftRelevance | null;
  landmarks?: FeatureRows;
}

/** Whether a monitor's drift does harm, test by test, with the labels that come meanwhile. */
export class HarmWatch {
  readonly #options: ResolvedHarmOptions;
  readonly #relevantFrom: number | FeatureRows | undefined;
  readonly #risk: LabelledRisk;
  #of: OfReference | undefined;
  #test: ExplainedTest | undefined;
  #before: ExplainedTest['state'] = 'ok';
  /** Added to a monitor's sample numbers: one that was made anew counts from 1. */
  #base = 0;
  #latest = 0;
  #savedId: string | undefined;

  constructor(
    options: ResolvedHarmOptions,
    relevantFrom: number | FeatureRows | undefined,
    saved?: SavedHarm,
  ) {
    this.#options = options;
    this.#relevantFrom = relevantFrom;
    this.#risk = new LabelledRisk(saved?.labels);
    this.#savedId = saved?.referenceId;
    this.#base = this.#latest = saved?.samples ?? 0;
  }

  static isSaved(saved: unknown): saved is SavedHarm {
    const { schemaVersion, referenceId, samples, labels } = Object(saved) as SavedHarm;
    return (
      schemaVersion === 1 &&
      typeof referenceId === 'string' &&
      Number.isSafeInteger(samples) &&
      samples >= 0 &&
      LabelledRisk.isSaved(labels)
    );
  }

  /**
   * @throws InvalidOptionError once for `relevantFrom` rows that do not differ from the reference.
   * @throws InvalidFeaturesError once for ones of another width, or with a NaN.
   */
  explain(test: ExplainedTest): Harm {
    this.#test = test;
    const of = this.#referenceOf(test);
    this.#follow(test);
    const { tolerance } = this.#options;
    const labels = this.#risk.finding();
    if (test.state === 'ok') return harmOf({ drift: 'ok', labels, tolerance });
    const inputs = this.#inputs(test);
    const estimate = this.#estimate(test, inputs, of);
    return harmOf({
      drift: test.state,
      kind: test.kind,
      ...(typeof estimate === 'string' ? { noEstimate: estimate } : { estimate }),
      labels,
      relevant: this.#relevance(test, of)?.look(inputs, this.#latest, test.changed),
      tolerance,
    });
  }

  inputsToLabel(count: number): InputToLabel[] {
    const test = this.#test;
    if (!test) return [];
    const inputs = this.#inputs(test);
    const candidates = inputs.map(({ sample, id }) => ({ sample: this.#base + sample, id }));
    const landmarks = this.#landmarks(test.reference);
    // Another sequence at each call, and the same again in the same run.
    const random = seededRandom(test.seed + Math.imul(this.#latest, 0x9e3779b1));
    const drawn = this.#risk.draw(
      count,
      candidates,
      (at) => oddness(inputs[at]!.row, landmarks),
      random,
    );
    return drawn.map(({ at, draw: { id } }) => {
      const { sample, timeMs, thumbnail } = inputs[at]!;
      return { id, sample, timeMs, ...(thumbnail && { thumbnail }) };
    });
  }

  label(id: string, correct: boolean): LabelOutcome {
    const isInWindow = () => this.#test?.inputs().some((input) => input.id === id) ?? false;
    return this.#risk.label(id, correct, isInWindow);
  }

  restartLabels(): void {
    const test = this.#test;
    if (test) this.#inputs(test);
    this.#begin(test?.reference);
  }

  /** Undefined before the first test. */
  save(): SavedHarm | undefined {
    const referenceId = this.#of?.reference.id ?? this.#savedId;
    if (referenceId === undefined) return undefined;
    const samples = this.#latest;
    return { schemaVersion: 1, referenceId, samples, labels: this.#risk.save() };
  }

  /** What is known of the test's reference; with another one all begins anew. */
  #referenceOf(test: ExplainedTest): OfReference {
    const { reference } = test;
    if (this.#of?.reference === reference) return this.#of;
    const isFirst = !this.#of;
    const before = this.#of?.reference.id ?? this.#savedId;
    this.#of = { reference };
    // One of the same rows may know more of them than before; what labels have shown stays.
    if (before === reference.id) return this.#of;
    if (!isFirst) this.#inputs(test);
    this.#begin(reference);
    return this.#of;
  }

  #begin(reference: Reference | undefined): void {
    this.#risk.begin(reference && this.#limits(reference), this.#latest);
  }

  /** An alarm, a recovery, and how far inputs are numbered. */
  #follow(test: ExplainedTest): void {
    const { state, recovered, changed } = test;
    const before = this.#before;
    this.#before = state;
    const isAlarm = state === 'drift' && before !== 'drift';
    const isOver = recovered || (state === 'ok' && before !== 'ok');
    if (!isAlarm && !isOver) return;
    this.#inputs(test);
    if (isAlarm) this.#risk.alarm(this.#latest, changed);
    else this.#risk.recovered(this.#latest);
    if (isOver) this.#of?.relevance?.end();
  }

  /** The window's inputs; the latest one's number is known from now on. */
  #inputs(test: ExplainedTest): readonly ExplainedInput[] {
    const inputs = test.inputs();
    const { sample = 0 } = inputs.at(-1) ?? {};
    // A monitor that was made or begun anew counts from 1.
    if (this.#base + sample < this.#latest) this.#base = this.#latest;
    this.#latest = this.#base + sample;
    return inputs;
  }

  #limits({ correct }: Reference): RiskLimits | undefined {
    const { referenceAccuracy, tolerance, level } = this.#options;
    if (referenceAccuracy !== undefined) {
      const limit = 1 - referenceAccuracy + tolerance;
      return { limit, safeLimit: limit, level };
    }
    const known = correct?.filter((value) => !Number.isNaN(value)) ?? [];
    if (known.length < LEAST_LABELLED) return undefined;
    const wrong = known.filter((value) => value === 0).length;
    const doubt = level * SHARE_OF_REFERENCE;
    const [low, high] = binomialBounds(wrong, known.length, doubt);
    const limits = { limit: high + tolerance, safeLimit: low + tolerance, level: level - doubt };
    return isTestable(limits.limit) ? limits : undefined;
  }

  #estimate(
    { reference, changed, seed, effectiveSampleSize }: ExplainedTest,
    inputs: readonly ExplainedInput[],
    of: OfReference,
  ): AccuracyEstimate | string {
    const { outputs, correct } = reference;
    if (!outputs) {
      return 'The reference has no confidences of the model; make it with its logits.';
    }
    if (of.calibrated === undefined) {
      const { referenceAccuracy: accuracy } = this.#options;
      const sureness = { confidence: outputs.confidence, correct, accuracy };
      of.calibrated = calibrateConfidence(sureness, { draws: DRAWS, seed }) ?? null;
    }
    if (!of.calibrated) return 'The reference has no confidences of the model.';
    const latest = inputs.slice(-Math.max(1, changed));
    const confidences = latest.map(({ confidence = Number.NaN }) => confidence);
    const independent = (effectiveSampleSize * latest.length) / inputs.length;
    const found = estimateAccuracy(confidences, of.calibrated, { seed, independent });
    return found ?? 'The latest inputs have no confidences; give `observe` the logits.';
  }

  #relevance({ reference }: ExplainedTest, of: OfReference): DriftRelevance | undefined {
    const { level } = this.#options;
    if (this.#relevantFrom === undefined || of.relevance !== undefined) {
      return of.relevance ?? undefined;
    }
    // An error is thrown once: the rest goes on without it.
    of.relevance = null;
    of.relevance = new DriftRelevance(reference, this.#relevantFrom, level);
    return of.relevance;
  }

  #landmarks({ features, landmarks }: Reference): FeatureRows {
    const of = this.#of!;
    of.landmarks ??= pickRows(features, Int32Array.from(landmarks));
    return of.landmarks;
  }
}

/** The squared distance to the nearest of some rows of the reference. */
function oddness(row: FeatureRow, landmarks: FeatureRows): number {
  const one = { values: row, count: 1, width: row.length };
  let nearest = Infinity;
  for (let mark = 0; mark < landmarks.count; mark++) {
    nearest = Math.min(nearest, distance('squared', one, 0, landmarks, mark));
  }
  return nearest;
}
