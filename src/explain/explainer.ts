import { came, requireInteger, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { type Explanation, joinedExplanation } from '../core/explain/explanation.js';
import type { LabelOutcome } from '../core/harm/labelledRisk.js';
import type { ExplainedTest, Explainer } from '../monitor/explainer.js';
import {
  type HarmOptions,
  type RelevantFrom,
  resolveHarmOptions,
  resolveRelevantFrom,
} from './harmOptions.js';
import { HarmWatch, type InputToLabel, type SavedHarm } from './harmWatch.js';

/** What tells how inputs differ, in one respect. */
export interface ChangeWatch extends Partial<Pick<Explainer, 'describe'>> {
  /** Of each test, cheap while there is no drift; `text` only where something is to be said. */
  explain(test: ExplainedTest): Partial<Explanation> | undefined;
}

/** Options of {@link explainer}, checked once. */
export interface ExplainerOptions {
  /** Which simple properties of the inputs changed: `propertyWatch()`. @defaultValue nothing is said of them */
  readonly properties?: ChangeWatch;
  /** Which parts of the reference come more or less often: `partsWatch()`. @defaultValue nothing is said of them */
  readonly parts?: ChangeWatch;
  /** What counts as harm; false to leave harm out. @defaultValue `{}` */
  readonly harm?: HarmOptions | false;
  /**
   * The smallest drift that matters: an MMD² above 0, or 16 rows or more of inputs that are changed as much, e.g. blurred
   * as much as may be. By a gaussian kernel with the reference's own bandwidth. @defaultValue none
   */
  readonly relevantFrom?: RelevantFrom;
  /** What `saveLabels` gave on an earlier visit; of another reference it is not taken up. @defaultValue none */
  readonly savedLabels?: SavedHarm | null | undefined;
}

/** An explainer of one monitor, and its channel for labels. */
export interface MonitorExplainer extends Explainer {
  /**
   * Draws inputs of the window whose labels can be tested: half at random, half by how unlike the reference they are. Each
   * input is considered once, so that fewer come, or none, where few inputs have come since the last call. Call it at
   * times that do not hang on the inputs, e.g. every day, or so long after an alarm.
   *
   * @param count 1 to 1,000.
   * @returns Oldest first; none before the first test.
   * @throws InvalidOptionError for another count, or where harm was left out.
   */
  inputsToLabel(count: number): InputToLabel[];
  /**
   * Says whether the model's answer for an input was right. Labels may come late and in any order: the latest 4,096 draws
   * are remembered. Those of inputs that were not drawn are shown and not tested.
   *
   * @returns What became of it. Nothing is thrown for an input that is not known or has a label.
   * @throws InvalidOptionError for what is no string or boolean, or where harm was left out.
   */
  label(id: string, correct: boolean): LabelOutcome;
  /** Forgets what labels have shown: those of inputs that came so far are no longer tested. */
  restartLabels(): void;
  /** Draws and labels so far, as JSON: give it as `savedLabels` on the next visit. Undefined before the first test. */
  saveLabels(): SavedHarm | undefined;
}

const NAMES: NamesOf<ExplainerOptions> = {
  properties: true,
  parts: true,
  harm: true,
  relevantFrom: true,
  savedLabels: true,
};

/**
 * Says of a monitor's alarms whether they matter: give it as `explain`, to one monitor.
 *
 * @throws InvalidOptionError naming the option, what was expected and what came.
 * @throws InvalidFeaturesError for `relevantFrom` that is no rows.
 *
 * @example
 * const explain = explainer({ harm: { referenceAccuracy: 0.94, tolerance: 0.05 } });
 * const monitor = new DriftMonitor({ reference, explain });
 * monitor.on('alarm', ({ harm }) => console.log(harm.state, harm.reason));
 * for (const { id } of explain.inputsToLabel(10)) ask(id, (correct) => explain.label(id, correct));
 */
export function explainer(options: ExplainerOptions = {}): MonitorExplainer {
  requireKnownNames('explainer', options, NAMES);
  const { properties, parts, harm = {}, relevantFrom, savedLabels } = options;
  const watch = harm === false ? undefined : harmWatch(harm, relevantFrom, savedLabels);
  const labelled = (): HarmWatch => {
    if (watch) return watch;
    throw new InvalidOptionError('explainer: labels are taken only with the option `harm`.');
  };
  return {
    wantsLogits: watch !== undefined,
    describe: (input) => properties?.describe?.(input),
    explain(test) {
      const explanation = joinedExplanation([properties?.explain(test), parts?.explain(test)]);
      const found = watch?.explain(test);
      return { ...(explanation && { explanation }), ...(found && { harm: found }) };
    },
    inputsToLabel(count) {
      requireInteger('count', count, 1, 1_000);
      return labelled().inputsToLabel(count);
    },
    label(id, correct) {
      if (id === undefined || correct === undefined) {
        throw new InvalidOptionError(
          `label: an id and whether its answer was right were expected, ${came(id)} and ${came(correct)} came.`,
        );
      }
      requireType('id', id, 'string');
      requireType('correct', correct, 'boolean');
      return labelled().label(id, correct);
    },
    restartLabels: () => labelled().restartLabels(),
    saveLabels: () => labelled().save(),
  };
}

function harmWatch(
  harm: HarmOptions,
  relevantFrom: RelevantFrom | undefined,
  saved: SavedHarm | null | undefined,
): HarmWatch {
  if (saved != null && !HarmWatch.isSaved(saved)) {
    throw new InvalidOptionError(
      `savedLabels: what saveLabels() gave was expected, ${came(saved)} came.`,
    );
  }
  const from = relevantFrom === undefined ? undefined : resolveRelevantFrom(relevantFrom);
  return new HarmWatch(resolveHarmOptions(harm), from, saved ?? undefined);
}
