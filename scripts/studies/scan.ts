/** What the scan does, on gaussian rows. Photos are in `scanOnPhotos.ts`. */

import type { AlarmDecision, AlarmOn, PolicyContext } from '../../src/core/alarm/alarmPolicy.js';
import { ScanRule } from '../../src/core/alarm/scanRule.later.js';
import { packedRows } from '../../src/core/base/derivedRows.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';
import type { ScanFinding } from '../../src/core/scan/scanFinding.js';
import { largestWindow } from '../../src/core/scan/windowLimits.js';
import { policyContext } from '../streams/policyContext.js';
import { type Run, runLengthRow } from './runLength.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** A monitor's ring, and the scan of it. */
export class ScannedStream {
  readonly #rule: ScanRule;
  readonly #size: number;
  #rows: FeatureRow[] = [];

  private constructor(rule: ScanRule, size: number) {
    this.#rule = rule;
    this.#size = size;
  }

  static async of(
    reference: FeatureRows,
    runTime: number,
    seed: number,
    {
      windowSize = largestWindow(reference.count),
      isIndependent = true,
      alarmOn,
      labels,
    }: {
      readonly windowSize?: number;
      readonly isIndependent?: boolean;
      readonly alarmOn?: AlarmOn;
      readonly labels?: readonly string[];
    } = {},
  ): Promise<ScannedStream> {
    const given = policyContext(reference, 1, windowSize, runTime, seed);
    // The scan finds its own, as where a monitor has a reducer.
    const context: PolicyContext = {
      ...given,
      bandwidth: undefined,
      isIndependent,
      ...(alarmOn && { alarmOn }),
      labels,
    };
    const rule = await ScanRule.start(context, context.falseAlarms);
    await rule.settled;
    return new ScannedStream(rule, windowSize);
  }

  /** With nothing in the ring, and no alarm. */
  restart(): void {
    this.#rows = [];
    this.#rule.restart();
  }

  /** As a monitor does where the guard has taken rows out. */
  hold(rows: readonly FeatureRow[]): void {
    this.#rows = [...rows];
  }

  /** As a monitor does when an episode has ended. */
  recover(): void {
    this.#rule.restart();
  }

  /** What the scan finds at the next row; `alarms` where that is an alarm. */
  push(
    row: FeatureRow,
    isInEpisode = false,
    areIndependent = true,
  ): ScanFinding &
    Pick<AlarmDecision, 'level' | 'kind' | 'novelty'> & { readonly alarms: boolean } {
    this.#rows.push(row);
    if (this.#rows.length > this.#size) this.#rows.shift();
    const rows = [...this.#rows];
    const test = { timeMs: 0, newRows: [row], rows, isInEpisode, isIndependent: areIndependent };
    const { scan, level, ...decision } = this.#rule.decide(test);
    return { ...decision, ...scan!, level, alarms: level === 'drift' };
  }
}

const KINDS = 8;

/** Standard deviation within a kind, where the centres of kinds have one of 1 or so. */
const WITHIN_KIND = 0.05;

/** Of the logarithm of that: some kinds lie further out than others. */
const UNEQUAL = 0.5;

interface ScanSetting {
  readonly size: number;
  readonly width: number;
  readonly references: number;
  readonly runTime: number;
}

function gaussianRows(size: number, width: number, gaussian: () => number): FeatureRows {
  return { values: Float32Array.from({ length: size * width }, gaussian), count: size, width };
}

/** Mean run length to a false alarm, from an empty ring on. */
export async function scanRunLength(
  { size, width, references, runTime }: ScanSetting,
  runsPerReference: number,
): Promise<SimulatedRow> {
  const perReference: Run[][] = [];
  for (let seed = 0; seed < references; seed++) {
    const gaussian = normal(seededRandom(1_000 + seed));
    const stream = await ScannedStream.of(gaussianRows(size, width, gaussian), runTime, seed);
    const runs: Run[] = [];
    for (let run = 0; run < runsPerReference; run++) {
      stream.restart();
      const most = 10 * runTime;
      let length = 0;
      let alarmed = false;
      while (!alarmed && length < most) {
        length++;
        alarmed = stream.push(new Float32Array(width).map(gaussian)).alarms;
      }
      runs.push({ length, alarmed });
    }
    perReference.push(runs);
  }
  const labels = `scan, gaussian, wanted ${runTime}, width ${width}, reference ${size}`;
  return runLengthRow(labels, perReference, runTime, [0.8, 3]);
}

/** The same of rare alarms: samples by alarms, over streams of so many samples. */
export async function rareScanAlarms(
  { size, width, references, runTime }: ScanSetting,
  samples: number,
): Promise<SimulatedRow> {
  const perReference: Run[][] = [];
  for (let seed = 0; seed < references; seed++) {
    const gaussian = normal(seededRandom(4_000 + seed));
    const stream = await ScannedStream.of(gaussianRows(size, width, gaussian), runTime, seed);
    const row = () => new Float32Array(width).map(gaussian);
    perReference.push(runsOf(stream, row, samples));
  }
  const labels = `scan, gaussian, wanted ${runTime}, width ${width}, reference ${size}`;
  return runLengthRow(labels, perReference, runTime, [0.5, 3]);
}

/** The same where inputs are of kinds, some much rarer than others, and those of a kind hardly differ. */
export async function scanRunLengthOfKinds(
  { size, width, references, runTime }: ScanSetting,
  samples: number,
): Promise<SimulatedRow> {
  const perReference: Run[][] = [];
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(6_000 + seed);
    const gaussian = normal(random);
    const kinds = Array.from({ length: KINDS }, () => {
      const scale = Math.exp(UNEQUAL * gaussian());
      return new Float32Array(width).map(() => scale * gaussian());
    });
    // The frequency of each is half that of the one before; the last has what is left.
    const row = (): Float32Array => {
      const kind = Math.min(KINDS - 1, Math.floor(-Math.log2(1 - random())));
      return kinds[kind]!.map((value) => value + WITHIN_KIND * gaussian());
    };
    const rows = Array.from({ length: size }, row);
    const stream = await ScannedStream.of(packedRows(rows), runTime, seed);
    perReference.push(runsOf(stream, row, samples));
  }
  const labels = `scan, ${KINDS} kinds, wanted ${runTime}, width ${width}, reference ${size}`;
  return runLengthRow(labels, perReference, runTime, [0.25, null]);
}

/** Samples to each alarm; the last run is cut off by the end. */
function runsOf(stream: ScannedStream, row: () => FeatureRow, samples: number): Run[] {
  const runs: Run[] = [];
  let length = 0;
  for (let sample = 0; sample < samples; sample++) {
    length++;
    if (!stream.push(row()).alarms) continue;
    runs.push({ length, alarmed: true });
    // After an alarm a monitor goes on, but the next one is to be another.
    stream.restart();
    length = 0;
  }
  return [...runs, { length, alarmed: false }];
}

/** A drift of gaussian rows, and how long a scan may take to see it. */
interface Drift {
  readonly name: string;
  readonly most: number;
  readonly row: (gaussian: () => number, random: () => number, width: number) => Float32Array;
}

function shifted(by: number, most: number): Drift {
  return {
    name: `shift ${by}`,
    most,
    row: (gaussian, _, width) => new Float32Array(width).map(() => by + gaussian()),
  };
}

const drifts: readonly Drift[] = [
  shifted(0.15, 85),
  shifted(0.2, 44),
  shifted(0.3, 21.5),
  shifted(0.5, 9.5),
  shifted(0.8, 4.7),
  {
    name: 'one row in ten of twice the spread',
    most: 20,
    row: (gaussian, random, width) => {
      const spread = random() < 0.1 ? 2 : 1;
      return new Float32Array(width).map(() => spread * gaussian());
    },
  },
];

/** Samples until a drift is seen, after so many undrifted ones that the ring is full. */
export async function scanDelays(
  { size, width, references, runTime }: ScanSetting,
  windowSize: number,
  runsPerReference: number,
): Promise<SimulatedRow[]> {
  const delays = drifts.map((): number[] => []);
  const covered = drifts.map((): number[] => []);
  for (let seed = 0; seed < references; seed++) {
    const random = seededRandom(6_000 + seed);
    const gaussian = normal(random);
    const reference = gaussianRows(size, width, gaussian);
    const stream = await ScannedStream.of(reference, runTime, seed, { windowSize });
    for (const [at, { row }] of drifts.entries()) {
      for (let run = 0; run < runsPerReference; run++) {
        stream.restart();
        for (let calm = 0; calm < windowSize; calm++) {
          stream.push(new Float32Array(width).map(gaussian));
        }
        const { delay, isCovered } = delayOf(stream, () => row(gaussian, random, width), 1_000);
        delays[at]!.push(delay);
        covered[at]!.push(isCovered ? 1 : 0);
      }
    }
  }
  return drifts.map(({ name, most }, at) =>
    delayRow(`scan, gaussian, ${name}`, delays[at]!, most, covered[at]!),
  );
}

/** Until an alarm, or so many rows; and whether it says rightly when the drift began. */
export function delayOf(
  stream: ScannedStream,
  next: () => FeatureRow,
  most: number,
): { readonly delay: number; readonly isCovered: boolean } {
  for (let delay = 1; ; delay++) {
    const { alarms, began } = stream.push(next());
    if (!alarms && delay < most) continue;
    const { atLeast, atMost = Number.POSITIVE_INFINITY } = began;
    return { delay, isCovered: delay >= atLeast && delay <= atMost };
  }
}

/** Mean and standard error of delays, and how often the beginning was within what was said. */
export function delayRow(
  setting: string,
  delays: readonly number[],
  most: number | null,
  covered?: readonly number[],
): SimulatedRow {
  const error = Math.sqrt(meanOf(delays.map((one) => (one - meanOf(delays)) ** 2)) / delays.length);
  const began = covered
    ? `; its beginning within what was said in ${Math.round(100 * meanOf(covered))} %`
    : '';
  const note = `± ${error.toFixed(1)} (${delays.length} runs)${began}`;
  return simulatedRow('detection-delay', setting, meanOf(delays), [null, most], note);
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
