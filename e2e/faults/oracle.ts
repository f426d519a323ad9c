import type { DriftMonitor, FeatureWindow, Verdict } from 'tfjs-drift';
import { packedRows } from '../../src/core/base/derivedRows.js';
import { mmdTestFloat64 } from '../../src/core/mmd/float64Test.js';
import { mmdOutcome } from '../../src/core/mmd/outcome.js';
import { drawSplits } from '../../src/core/mmd/splits.js';

/** How far MMD² may be from its exact value. */
const MMD2_TOLERANCE = 2e-5;

/** What was judged, and on what. */
interface Seen {
  readonly verdict: Verdict;
  /** The window's rows, by slot. */
  readonly rows: Float32Array[];
  readonly nullStatistics: number;
}

/** Computes every verdict anew, in float64 on the CPU, of rows that it knows to be right. */
export class Oracle {
  readonly #features: readonly Float32Array[];
  readonly #seen: Seen[] = [];
  readonly #wrong: string[] = [];
  #monitor: DriftMonitor | undefined;

  /** @param features What the bare model gave for each input, in order. */
  constructor(features: readonly Float32Array[]) {
    this.#features = features;
  }

  get verdicts(): number {
    return this.#seen.length;
  }

  watch(monitor: DriftMonitor): void {
    this.#monitor = monitor;
    monitor.on('verdict', (verdict) => {
      const window = monitor.window as FeatureWindow;
      const rows: Float32Array[] = [];
      const slots = window.slots();
      window.rows().forEach((row, age) => {
        rows[slots[age]!] = Float32Array.from(row);
      });
      this.#requireInOrder(window.rows().map((row) => Float32Array.from(row)));
      this.#seen.push({ verdict, rows, nullStatistics: verdict.permutations });
    });
  }

  /** In words, what differs from what it should be. */
  async wrong(): Promise<readonly string[]> {
    for (const seen of this.#seen) await this.#compare(seen);
    return this.#wrong;
  }

  /** Each row is what the model gave for some input, later ones for later inputs. */
  #requireInOrder(rows: readonly Float32Array[]): void {
    let last = -1;
    for (const row of rows) {
      const at = this.#features.findIndex((features, i) => i > last && isNear(features, row));
      if (at < 0) {
        this.#wrong.push('a row of the window is of no input, or out of order');
        return;
      }
      last = at;
    }
  }

  async #compare({ verdict, rows }: Seen): Promise<void> {
    const { reference } = this.#monitor!;
    const { permutations, kernel, bandwidth, seed, windowSize } = verdict;
    const splits = drawSplits(reference.size, windowSize, permutations, seed);
    const window = packedRows(rows);
    const reading = await mmdTestFloat64(reference.features, window, {
      kernel,
      bandwidth: bandwidth!,
      splits,
    });
    const exact = mmdOutcome({ ...reading, precision: 'float64' });
    const gap = Math.abs(exact.mmd2 - verdict.mmd2!);
    if (!(gap <= MMD2_TOLERANCE)) {
      this.#wrong.push(`MMD² ${verdict.mmd2}, exact ${exact.mmd2}, test ${verdict.sequence}`);
    }
    const step = 1 / (1 + permutations);
    if (!(Math.abs(exact.pValue - verdict.pValue!) <= 2 * step)) {
      this.#wrong.push(`p ${verdict.pValue}, exact ${exact.pValue}, test ${verdict.sequence}`);
    }
    // Where both lie on one side of the threshold there is no doubt about the state.
    const isClear = Math.abs(exact.pValue - verdict.threshold) > 2 * step;
    const isDrift = exact.pValue <= verdict.threshold;
    if (isClear && isDrift && verdict.state !== 'drift') {
      this.#wrong.push(`state ${verdict.state} at an exact p of ${exact.pValue}`);
    }
  }
}

function isNear(a: Float32Array, b: Float32Array): boolean {
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= 1e-5);
}
