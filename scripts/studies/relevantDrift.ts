/** Is a drift as large as what was set to matter? Streams of gaussian rows, whose MMD² is known, from the alarm of the scan on. */

import { packedRows } from '../../src/core/base/derivedRows.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { FeatureRow, FeatureRows } from '../../src/core/base/rows.js';
import {
  type DriftSize,
  driftSize,
  type MeasuredReference,
  measuredReference,
} from '../../src/core/harm/driftSize.js';
import { RelevantDriftTest } from '../../src/core/harm/relevantDrift.js';
import { distancesOfPairs, selectKth } from '../../src/core/math/distances.js';
import { meanOf, ScannedStream } from './scan.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const LEVEL = 0.05;
const WIDTH = 16;
const SIZE = 300;
const RUN_TIME = 1_000;
/** Undrifted rows before the drift, and drifted ones after the alarm. */
const CALM = 80;
const AFTER = 200;
const WINDOW = 74;
/** The drift must be found by then. */
const MOST = 400;

/** What is found of a drift of this MMD² by the true one. */
interface Found {
  readonly relevant: boolean;
  readonly small: boolean;
  /** Rows from the alarm to the look that told. */
  readonly delay: number;
}

/** MMD² by what matters. */
const TIMES = [1, 2, 4, 0.25] as const;

/** How often drifts are found to be relevant, by how large they are beside what matters. */
export async function relevantDrifts(references: number, runs: number): Promise<SimulatedRow[]> {
  const shifts = [0.3, 0.5, 0.8];
  const found = shifts.map(() => TIMES.map((): Found[] => []));
  for (let seed = 0; seed < references; seed++) {
    const gaussian = normal(seededRandom(500 + seed));
    const reference = rowsOf(SIZE, 0, gaussian);
    const stream = await ScannedStream.of(reference, RUN_TIME, seed);
    const pairs = distancesOfPairs('squared', reference, 20_000);
    const bandwidth = Math.sqrt(selectKth(pairs, 10_000));
    const measured = measuredReference(reference, 'gaussian', bandwidth);
    for (const [at, shift] of shifts.entries()) {
      const relevantFrom = TIMES.map((times) => mmd2Of(shift, bandwidth) / times);
      for (let run = 0; run < runs; run++) {
        stream.restart();
        const all = follow(stream, shift, gaussian, measured, relevantFrom);
        for (const [which, one] of all.entries()) found[at]![which]!.push(one);
      }
    }
  }
  return shifts.flatMap((shift, at) =>
    TIMES.flatMap((times, which) => rowsOfFound(shift, times, found[at]![which]!)),
  );
}

/** What is found of one drift by each of these sizes; nothing where the scan raises no alarm, or raised one before. */
function follow(
  stream: ScannedStream,
  shift: number,
  gaussian: () => number,
  measured: MeasuredReference,
  relevantFrom: readonly number[],
): Found[] {
  const looks = relevantFrom.map((from) => new RelevantDriftTest(from, LEVEL));
  const found = looks.map(() => ({ relevant: false, small: false, delay: AFTER }));
  const window: FeatureRow[] = [];
  let alarm = 0;
  for (let sample = 1; alarm === 0 ? sample <= CALM + MOST : sample <= alarm + AFTER; sample++) {
    const mean = sample > CALM ? shift : 0;
    const row = new Float32Array(WIDTH).map(() => gaussian() + mean);
    window.push(row);
    if (window.length > WINDOW) window.shift();
    const { alarms, began } = stream.push(row, alarm > 0);
    if (alarm === 0 && alarms) {
      if (sample <= CALM) return [];
      alarm = sample;
    }
    if (alarm === 0) continue;
    const sizes = new Map<number, DriftSize>();
    const sizeOf = (count: number): DriftSize => {
      const size = sizes.get(count) ?? driftSize(measured, packedRows(window.slice(-count)));
      sizes.set(count, size);
      return size;
    };
    for (const [which, look] of looks.entries()) {
      const size = look.look(sample, began.samplesAgo, window.length, sizeOf)?.size;
      const one = found[which]!;
      one.small ||= size === 'small';
      if (size === 'relevant' && !one.relevant)
        Object.assign(one, { relevant: true, delay: sample - alarm });
    }
  }
  return alarm === 0 ? [] : found;
}

function rowsOfFound(shift: number, times: number, found: readonly Found[]): SimulatedRow[] {
  const share = (side: 'relevant' | 'small'): number =>
    found.filter((one) => one[side]).length / found.length;
  const sure = found.filter(({ relevant }) => relevant);
  const setting = `shift ${shift}, MMD² ${times} times what matters`;
  const bound = (isWrong: boolean): SimulatedRow['bound'] => [null, isWrong ? LEVEL : null];
  const note = `${found.length} alarms`;
  const delay =
    sure.length > 0
      ? `, ${meanOf(sure.map(({ delay }) => delay)).toFixed(0)} rows after the alarm`
      : '';
  return [
    simulatedRow(
      'relevant',
      `relevant, ${setting}`,
      share('relevant'),
      bound(times <= 1),
      note + delay,
    ),
    simulatedRow('relevant', `small, ${setting}`, share('small'), bound(times >= 1), note),
  ];
}

function rowsOf(count: number, mean: number, gaussian: () => number): FeatureRows {
  const values = Float32Array.from({ length: count * WIDTH }, () => mean + gaussian());
  return { values, count, width: WIDTH };
}

/** MMD² of N(0, I) and N(shift, I) with a gaussian kernel, by the integral of gaussians. */
function mmd2Of(shift: number, bandwidth: number): number {
  const spread = bandwidth ** 2 + 2;
  const scale = (bandwidth ** 2 / spread) ** (WIDTH / 2);
  return 2 * scale * (1 - Math.exp((-WIDTH * shift ** 2) / (2 * spread)));
}
