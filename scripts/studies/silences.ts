import type { AlarmPolicy, AlarmRule } from '../../src/core/alarm/alarmPolicy.js';
import { calmEpisodes, requireEpisodeOptions } from '../../src/core/alarm/episodes.js';
import type { FalseAlarms } from '../../src/core/alarm/falseAlarms.js';
import { nextEpisodes } from '../../src/core/alarm/nextEpisodes.js';
import { evidencePolicy, expectedRunTimePolicy } from '../../src/core/alarm/policies.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import {
  BURST,
  type Disturbance,
  DisturbedClock,
  disturbances,
  HOUR_MS,
} from '../streams/disturbedClock.js';
import { GaussianStream, gaussianReference } from '../streams/gaussianStream.js';
import { policyContext } from '../streams/policyContext.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** How tests come when nothing disturbs them. */
interface Pace {
  readonly name: string;
  readonly falseAlarms: FalseAlarms;
  /** From the test before, in milliseconds. */
  readonly gapMs: (test: number) => number;
}

const daily = { per: 'day' } as const;
const twoASecond = (): number => 500;

export const paces: readonly Pace[] = [
  { name: '2 a second', falseAlarms: { ...daily, samplesPerSecond: 2 }, gapMs: twoASecond },
  { name: '2 a second, undeclared', falseAlarms: daily, gapMs: twoASecond },
  {
    name: `bursts of ${BURST} an hour, undeclared`,
    falseAlarms: daily,
    gapMs: (test) => (test % BURST === 0 ? HOUR_MS - (BURST - 1) * 1_000 : 1_000),
  },
];

const policies: readonly AlarmPolicy[] = [expectedRunTimePolicy(), evidencePolicy()];

/** Tests before something happens. */
const BEFORE = 300;

/** What a disturbance may do to the rate of false alarms. */
const WITHIN_TWO = [0.5, 2] as const;

const [REFERENCE, WIDTH, WINDOW] = [100, 4, 10];

/**
 * False alarms that the thresholds of the week after a disturbance let expect, in units of those
 * without one: the sum of 1 / run time over its tests, which needs no tests.
 */
export async function expectedAfterSilences({
  hours = 168,
  of = policies,
  at = paces,
} = {}): Promise<SimulatedRow[]> {
  const rows: SimulatedRow[] = [];
  for (const policy of of) {
    for (const pace of at) {
      const undisturbed = await expectedAlarms(policy, pace, hours);
      for (const disturbance of disturbances) {
        const { all, firstHour } = await expectedAlarms(policy, pace, hours, disturbance);
        const setting = `${policy.name}, ${pace.name}: ${disturbance.name}`;
        const note =
          `${all.toFixed(2)} expected, ${undisturbed.all.toFixed(2)} undisturbed; in the first hour ` +
          `${firstHour.toFixed(2)}, ${undisturbed.firstHour.toFixed(2)}`;
        rows.push(simulatedRow('silences', setting, all / undisturbed.all, WITHIN_TWO, note));
      }
    }
  }
  return rows;
}

interface Expected {
  readonly all: number;
  readonly firstHour: number;
}

async function expectedAlarms(
  policy: AlarmPolicy,
  { falseAlarms, gapMs }: Pace,
  hours: number,
  disturbance?: Disturbance,
): Promise<Expected> {
  const clock = new DisturbedClock();
  const rule = await startedRule(policy, falseAlarms, 0);
  let tests = 0;
  const calm = { mmd2: -1, statistic: -1, pValue: 1, z: 0, approximatePValue: 1, bandwidth: 1 };
  // Their threshold is a number of samples, and each is tested.
  const runTime = (): number => {
    const { timeMs } = clock;
    const decision = rule.decide({ ...calm, timeMs, newRows: [], rows: [] });
    return decision.measure === 'evidence' ? decision.threshold : decision.expectedRunTime!;
  };
  for (; tests < BEFORE; tests++) {
    clock.wait(gapMs(tests));
    runTime();
  }
  disturbance?.happen(clock, runTime);
  const start = clock.passedMs;
  let [all, firstHour] = [0, 0];
  while (true) {
    clock.wait(gapMs(tests++));
    const passed = clock.passedMs - start;
    if (passed > hours * HOUR_MS) return { all, firstHour };
    all += 1 / runTime();
    if (passed <= HOUR_MS) firstHour = all;
  }
}

/** Size of {@link alarmsAfterSilences}. */
export interface SilenceRuns {
  readonly references: number;
  /** After the disturbance, and so many false alarms are wanted on each reference. */
  readonly hours: number;
}

/**
 * Alarms really raised on undrifted gaussian rows at two tests a second, one an hour being wanted,
 * after some of the disturbances and without one.
 */
export async function alarmsAfterSilences(runs: SilenceRuns): Promise<SimulatedRow[]> {
  const rows: SimulatedRow[] = [];
  for (const policy of policies) {
    const undisturbed = await raisedAlarms(policy, runs);
    for (const disturbance of disturbances) {
      if (!/^60 h|^a day|every 20 tests/.test(disturbance.name)) continue;
      const raised = await raisedAlarms(policy, runs, disturbance);
      const setting = `${policy.name}, alarms raised in ${runs.hours} h: ${disturbance.name}`;
      const note = `${raised} alarms, ${undisturbed} undisturbed, ${runs.references * runs.hours} wanted`;
      rows.push(simulatedRow('silences', setting, raised / undisturbed, WITHIN_TWO, note));
    }
  }
  return rows;
}

async function raisedAlarms(
  policy: AlarmPolicy,
  { references, hours }: SilenceRuns,
  disturbance?: Disturbance,
): Promise<number> {
  let alarms = 0;
  for (let seed = 0; seed < references; seed++) {
    const clock = new DisturbedClock();
    const wish = { per: 'hour', samplesPerSecond: 2 } as const;
    const rule = await startedRule(policy, wish, seed);
    const stream = new GaussianStream(await referenceOf(seed), WINDOW);
    const gaussian = normal(seededRandom(7_000 + seed));
    let episodes = calmEpisodes(0);
    const next = (): boolean => {
      const test = stream.push(new Float32Array(WIDTH).map(gaussian));
      if (!test) return false;
      const { level } = rule.decide({ ...test, timeMs: clock.timeMs });
      const after = nextEpisodes(episodes, level, '', requireEpisodeOptions({}));
      episodes = after.episodes;
      const { event } = after.step;
      if (event === 'recovered') rule.restart!();
      return event === 'alarm';
    };
    const wait = (): void => clock.wait(twoASecond());
    for (let test = 0; test < BEFORE; test++) {
      wait();
      next();
    }
    disturbance?.happen(clock, next);
    for (let test = 0; test < (hours * HOUR_MS) / twoASecond(); test++) {
      wait();
      if (next()) alarms++;
    }
  }
  return alarms;
}

const references = new Map<number, ReturnType<typeof gaussianReference>>();

function referenceOf(seed: number): ReturnType<typeof gaussianReference> {
  const made = references.get(seed) ?? gaussianReference(REFERENCE, WIDTH, 3_000 + seed);
  references.set(seed, made);
  return made;
}

/** Calibrations are kept with the context of a reference. */
const contexts = new Map<number, ReturnType<typeof policyContext>>();

async function startedRule(
  policy: AlarmPolicy,
  falseAlarms: FalseAlarms,
  seed: number,
): Promise<AlarmRule> {
  const { rows, bandwidth } = await referenceOf(seed);
  const context = contexts.get(seed) ?? policyContext(rows, bandwidth, WINDOW, 1_000, seed);
  contexts.set(seed, context);
  return policy.start({ ...context, falseAlarms });
}
