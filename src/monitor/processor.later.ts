import { named } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import type { Patience } from '../core/base/patience.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { Spacing } from '../core/dependence/adaptiveStride.js';
import { DependenceGuard } from '../core/dependence/guard.js';
import type { SecondaryVerdict } from '../core/ks/secondary.js';
import type { SecondaryTests } from '../core/ks/secondaryTests.later.js';
import type { AlarmWatch } from './alarmWatch.js';
import type { ComputingPlace } from './computingPlace.js';
import type { CreatedDetector } from './createDetector.later.js';
import type { Explained } from './explainer.js';
import type { Intake, WindowDependence } from './intake.js';
import type { JudgedTest } from './judgedTest.js';
import { type LiveDetails, LiveTest, type TestSetup } from './liveTest.js';
import type { ResolvedMonitorOptions } from './options.js';
import { requireCopied } from './readSample.js';
import { mostDrifted, testedNull } from './readTest.later.js';
import type { Sample } from './sample.js';
import { Staleness } from './staleness.later.js';
import { startedRule } from './startedRule.js';
import { rowsMeant, verdictOf } from './verdict.js';
import type { FeatureWindow } from './window.js';

type UnexplainedTest = Omit<JudgedTest, 'explained' | 'costMs'>;

/** What a step is about, and what an error in it means. */
export type Stage = 'setup' | 'input' | 'test';

/** While many samples wait, a test is made of so many at least; a scan looks at each of them all the same. */
const HURRIED = 16;

/** What a processor asks and tells its monitor; nothing of it may throw. */
export interface ProcessorHooks {
  /** Whether a test that was made may be judged: in a pause nobody would hear of its alarm. */
  readonly isListening: () => boolean;
  /** Rows that were taken into the window, of more than it holds the last ones. */
  readonly onAdmitted: (rows: readonly FeatureRow[]) => void;
  /** Something went wrong that should be known; see also `SamplePipeline.suspension`. */
  readonly onError: (error: unknown) => void;
}

/** What a processor works with, and tells. */
export interface ProcessorParts {
  readonly hooks: ProcessorHooks;
  readonly options: ResolvedMonitorOptions;
  readonly patience: Patience;
  readonly window: FeatureWindow;
  readonly place: ComputingPlace;
  readonly alarms: AlarmWatch;
  /** That of now. */
  readonly intake: () => Intake;
  /** Whether more samples wait than should. */
  readonly isCrowded: () => boolean;
  /** Samples are taken in meanwhile. */
  readonly startAlarms: (created: CreatedDetector) => void;
  readonly onAdmitted: () => void;
  /** @param inRow Those that came after the last one that was admitted. */
  readonly onRefused: (count: number, error: Error, inRow: number) => void;
  /** Rows that wait are too close to those in the window. */
  readonly onTooClose: () => void;
}

/** Takes samples into the window, tests it where a test is due, and has the policy judge. */
export class SampleProcessor {
  readonly live: LiveTest;
  // What is done with a test, and what judges it; it would be of no use before.
  readonly startRule = startedRule;
  readonly recordOf = verdictOf;
  readonly mostDrifted = mostDrifted;
  readonly testedNull = testedNull;
  readonly noteTest = Staleness.note;
  /** Rows that were admitted since the last test. */
  untested = 0;
  readonly #parts: ProcessorParts;
  #secondary: SecondaryTests | undefined;

  constructor(parts: ProcessorParts) {
    const { options, window, place, patience, hooks } = parts;
    this.#parts = parts;
    this.live = new LiveTest(options, window, place, patience, hooks.onError);
  }

  /** Whether a test is due once so many more rows are in the window. */
  isDueAfter(added: number): boolean {
    const { options, alarms, intake, isCrowded } = this.#parts;
    const { firstTest, testEvery } = options;
    const hurried = Math.min(HURRIED, options.windowSize);
    const wanted = isCrowded() ? Math.max(testEvery, hurried) : testEvery;
    const isDue = this.live.window.filled + added >= firstTest && this.untested + added >= wanted;
    return isDue && alarms.rule !== undefined && isFit(intake(), alarms.needs);
  }

  /**
   * @param sample Undefined where only a test is due, that waited for the policy.
   * @param stage Kept up to date: what an error means.
   */
  async process(sample: Sample | undefined, stage: { is: Stage }): Promise<JudgedTest | undefined> {
    const { options, alarms, place, intake, startAlarms, hooks } = this.#parts;
    const start = performance.now();
    if (sample) {
      if ('onDevice' in sample) place.arrivesOn ??= sample.onDevice.device;
      startAlarms(await this.live.detector.prepare());
      await this.#prepare(intake());
    }
    const test = await this.#takeAndTest(sample, stage);
    if (!test || !isFit(intake(), alarms.needs)) return undefined;
    if (!hooks.isListening()) {
      this.untested = 0;
      return undefined;
    }
    const rows = this.live.window.rows();
    const newRows = rows.slice(-this.untested);
    this.untested = 0;
    const secondary = this.live.isTestable ? await this.#runSecondary() : undefined;
    const timeMs = options.clock();
    const isIndependent = isFit(intake(), 'independent');
    const judged = { ...test, timeMs, newRows, rows, isIndependent };
    const judgement = alarms.judge(judged, new Date(timeMs).toISOString());
    const dependence = dependenceIn(intake(), options.testedRows);
    const whole = { ...judgement, test, secondary, dependence, filled: rows.length, timeMs };
    const explained = this.#explain(whole);
    return { ...whole, explained, costMs: performance.now() - start };
  }

  /** Once; measures along the axes of the reference. */
  async #prepare(intake: Intake): Promise<void> {
    const { reference, sampling, testedRows: windowSize } = this.#parts.options;
    const options = { sampling, windowSize, rule: intake.rule };
    intake.guard ??= await DependenceGuard.create(reference.features, options);
  }

  #explain({ test, decision, step, dependence, filled, timeMs }: UnexplainedTest): Explained {
    const { options, hooks } = this.#parts;
    const { reference, kernel, seed, windowSize, explain } = options;
    if (!explain) return {};
    const { looksBack = Math.min(windowSize, filled) } = decision;
    try {
      return explain.explain({
        reference,
        kernel,
        bandwidth: 'bandwidth' in test ? test.bandwidth : undefined,
        seed,
        timeMs,
        state: step.state,
        recovered: step.event === 'recovered',
        kind: decision.kind,
        changed: step.state === 'ok' ? 0 : rowsMeant(decision, looksBack),
        effectiveSampleSize: dependence.effectiveSampleSize,
        inputs: () => this.live.explained(),
      });
    } catch (error) {
      hooks.onError(named(error, 'The alarm could not be explained'));
      return {};
    }
  }

  async #runSecondary(): Promise<SecondaryVerdict | undefined> {
    const { secondary, reference } = this.#parts.options;
    if (!secondary) return undefined;
    if (!this.#secondary) {
      const { SecondaryTests } = await loadPart(() => import('../core/ks/secondaryTests.later.js'));
      this.#secondary = new SecondaryTests(secondary, reference);
    }
    return this.#secondary.run(this.live.window.rows(), this.live.outputs?.known());
  }

  async #takeAndTest(
    sample: Sample | undefined,
    stage: { is: Stage },
  ): Promise<LiveDetails | TestSetup | undefined> {
    const { patience, onRefused } = this.#parts;
    if (sample) {
      stage.is = 'input';
      await requireCopied(sample, patience);
      if (this.live.isTestable && this.isDueAfter(1)) {
        const test = await this.#takeWithTest(sample, stage);
        if (test) {
          stage.is = 'test';
          return test;
        }
      }
      const { count, refused, refusedLast, refusal: why } = await this.live.take(sample);
      this.#lookAt(count);
      if (why) onRefused(refused, why, refusedLast);
    }
    stage.is = 'test';
    if (!this.isDueAfter(0)) return undefined;
    // One that fails is not to be made again and again.
    const { untested } = this;
    this.untested = 0;
    const test = await (this.live.isTestable ? this.live.test() : this.live.setup());
    this.untested = untested;
    return test;
  }

  /** Undefined where it cannot be had in one. */
  async #takeWithTest(sample: Sample, stage: { is: Stage }): Promise<LiveDetails | undefined> {
    const { seen } = this.live.window;
    try {
      const test = await this.live.takeAndTest(sample);
      if (test) this.#lookAt(1);
      return test;
    } catch (error) {
      if (this.live.window.seen > seen) {
        // The row is in, and its test failed.
        stage.is = 'test';
        this.#lookAt(1);
        this.untested = 0;
      }
      throw error;
    }
  }

  /** Looks at the rows that were admitted last, and takes out of the window what is too close. */
  #lookAt(count: number): void {
    if (count === 0) return;
    const { alarms, intake, hooks, onAdmitted, onTooClose } = this.#parts;
    const { window } = this.live;
    const rows = window.latest(count);
    onAdmitted();
    hooks.onAdmitted(rows);
    this.untested += count;
    const { guard } = intake();
    const keepEvery = Math.max(1, ...rows.map((row) => guard?.look(row, alarms.spacing) ?? 1));
    if (keepEvery === 1) return;
    onTooClose();
    const slots = window.slots();
    const newest = slots.length - 1;
    this.live.keep(slots.filter((_, at) => (newest - at) % keepEvery === 0));
    this.untested = window.filled;
  }
}

/** Whether a test may be made that needs as much. */
function isFit({ guard }: Intake, needs: Spacing): boolean {
  return guard?.stateFor(needs) === 'independent' && !guard.isRepeating;
}

function dependenceIn({ guard, rule }: Intake, windowSize: number): WindowDependence {
  return {
    effectiveSampleSize: guard?.effectiveSampleSize(windowSize) ?? windowSize,
    correlation: guard?.correlation,
    stride: rule.stride,
  };
}
