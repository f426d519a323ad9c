/** What is kept of the field: run lengths, delays and costs, by setting and method. */
import { type Heard, type JobResult, RUN_TIME } from './fieldJob.js';
import {
  delayAbove,
  delayOf,
  type Estimate,
  type Rise,
  runLength,
  runLengthAbove,
  thresholdFor,
} from './runLengths.js';

/**
 * Whose threshold: that of the method's own procedure for a run length of 1,000, or the one at which
 * the run length without drift is 1,000 or 10,000.
 */
export type Way = 'own' | '1000' | '10000';

interface Figure extends Estimate {
  readonly setting: string;
  readonly method: string;
  readonly way: Way;
}

/** Mean samples to a false alarm. */
export interface RunLengthFigure extends Figure {
  readonly crossings: number;
  readonly threshold?: number;
}

/** Mean samples from the first drifted one to the alarm. */
export interface DelayFigure extends Figure {
  readonly drift: string;
  /** Share of the streams with an alarm; others count for their length. */
  readonly found: number;
  readonly streams: number;
}

export interface FieldFigures {
  readonly references: Readonly<Record<string, number>>;
  readonly runLengths: readonly RunLengthFigure[];
  readonly delays: readonly DelayFigure[];
  /** Milliseconds a sample, by setting and then by methods that share their sums. */
  readonly costs: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A run length that so few streams cross at is no measurement. */
const FEWEST_CROSSINGS = 20;

type HeardRise = Rise & Heard;

const ownAlarm = (rise: Rise): number => (rise as HeardRise).alarmedAt;

/** @param methodNames Of those that heard the streams. */
export function fieldFigures(
  results: readonly JobResult[],
  methodNames: readonly string[],
): FieldFigures {
  const settings = [...new Set(results.map(({ setting }) => setting))];
  const runLengths: RunLengthFigure[] = [];
  const delays: DelayFigure[] = [];
  for (const setting of settings) {
    const jobs = results.filter((one) => one.setting === setting);
    for (const [at, method] of methodNames.entries()) {
      const rises = (drift: string | undefined): HeardRise[][] =>
        jobs.map(({ streams }) =>
          streams
            .filter((stream) => stream.drift === drift)
            .map(({ length, heard }) => ({ length, ...heard[at]! })),
        );
      const drifts = new Map(driftsOf(jobs).map((drift) => [drift, rises(drift)]));
      const still = rises(undefined);
      const labels = { setting, method };
      const streams = [...drifts.values()].map((of) => of.flat().length);
      runLengths.push({ ...labels, way: 'own', ...runLength(still, ownAlarm) });
      for (const [drift, of] of drifts) {
        const found = delayOf(of, ownAlarm);
        delays.push({ ...labels, way: 'own', drift, ...found, streams: streams[0]! });
      }
      for (const way of ['1000', '10000'] as const) {
        const threshold = thresholdFor(still, (Number(way) / 1_000) * RUN_TIME);
        const measured = runLengthAbove(still, threshold);
        if (measured.crossings < FEWEST_CROSSINGS) continue;
        runLengths.push({ ...labels, way, threshold, ...measured });
        for (const [drift, of] of drifts) {
          const found = delayAbove(of, threshold);
          delays.push({ ...labels, way, drift, ...found, streams: streams[0]! });
        }
      }
    }
  }
  return {
    references: byName(settings, (setting) => ofSetting(results, setting).length),
    runLengths: runLengths.map(rounded),
    delays: delays.map(rounded),
    costs: byName(settings, (setting) => costsOf(ofSetting(results, setting))),
  };
}

/** Figures of some methods in place of those they had before, in the order of all methods. */
export function mergedFigures(
  before: FieldFigures,
  found: FieldFigures,
  methodNames: readonly string[],
): FieldFigures {
  const isNew = (method: string) => found.runLengths.some((row) => row.method === method);
  const merged = <Row extends Figure>(old: readonly Row[], now: readonly Row[]): Row[] => {
    const rows = [...old.filter(({ method }) => !isNew(method)), ...now];
    const rank = ({ setting, method }: Row): number =>
      Object.keys(found.references).indexOf(setting) * methodNames.length +
      methodNames.indexOf(method);
    return rows.sort((a, b) => rank(a) - rank(b));
  };
  return {
    references: found.references,
    runLengths: merged(before.runLengths, found.runLengths),
    delays: merged(before.delays, found.delays),
    costs: byName(Object.keys(found.costs), (setting) => ({
      ...before.costs[setting],
      ...found.costs[setting],
      // Beside all of them, as the others were measured.
      kernel: before.costs[setting]!['kernel']!,
    })),
  };
}

const ofSetting = (results: readonly JobResult[], setting: string) =>
  results.filter((one) => one.setting === setting);

function driftsOf(jobs: readonly JobResult[]): string[] {
  const names = jobs[0]!.streams.flatMap(({ drift }) => drift ?? []);
  return [...new Set(names)];
}

/** The lower median over references: what else a machine does slows some of them. */
function costsOf(jobs: readonly JobResult[]): Record<string, number> {
  return byName(Object.keys(jobs[0]!.cost), (name) => {
    const values = jobs.map(({ cost }) => cost[name]!).sort((a, b) => a - b);
    return Number(values[(values.length - 1) >> 1]!.toPrecision(2));
  });
}

function byName<Value>(names: readonly string[], of: (name: string) => Value) {
  return Object.fromEntries(names.map((name) => [name, of(name)]));
}

/** JSON knows no infinity: without an alarm a mean is absent there, and -1 stands for it. */
function rounded<Row extends Estimate>(row: Row): Row {
  const short = (value: number): number =>
    Number.isFinite(value) ? Number(value.toPrecision(4)) : -1;
  return { ...row, mean: short(row.mean), error: short(row.error) };
}
