import { DriftMonitor, Reference } from 'tfjs-drift';
import { drawRows, type Size, sizeName } from '../rows/problem.js';
import { watchGaps } from './longestGap.js';

type Setting = Omit<Size, 'permutations'>;

/** Rows after those that fill the window; where neighbours happen to resemble each other, some are left out. */
const ROWS = 300;
const FEWEST_TESTS = 100;

/** What a page saw while a monitor worked in it. */
export interface WorkingGap {
  readonly longestMs: number;
  /** How long it was watched. */
  readonly durationMs: number;
  /** Sizes of the test, and where it was computed. */
  readonly size: string;
}

/**
 * The longest gap between two tasks from the making of a monitor through its calibration to its last
 * test; all options but the window's size are the default ones.
 */
export async function longestGapAtWork(setting: Setting): Promise<WorkingGap> {
  const { m, d } = setting;
  const { reference, live } = await materialOf(setting);
  const gaps = watchGaps();
  const start = performance.now();
  const monitor = new DriftMonitor({ reference, windowSize: m });
  monitor.on('error', (error) => console.error(error));
  await monitor.ready();
  for (let i = 0; i < live.count; i++) {
    monitor.observe(live.values.subarray(i * d, (i + 1) * d));
    await monitor.idle();
  }
  const longestMs = gaps.stop();
  const durationMs = performance.now() - start;
  const { tests, lastVerdict } = monitor.status;
  await monitor.dispose();
  if (!lastVerdict || tests < FEWEST_TESTS) throw new Error(`Only ${tests} tests ran.`);
  const { permutations, compute } = lastVerdict;
  return { longestMs, durationMs, size: `${sizeName({ ...setting, permutations })}, ${compute}` };
}

/** The longest gap in as long a time of the same page without a monitor. */
export async function longestGapAtRest(setting: Setting, durationMs: number): Promise<number> {
  await materialOf(setting);
  const gaps = watchGaps();
  await new Promise((resolve) => setTimeout(resolve, durationMs));
  return gaps.stop();
}

async function materialOf({ n, m, d }: Setting) {
  const { values, width } = drawRows(n, d, 1);
  const reference = await Reference.fromFeatures({ values, width });
  return { reference, live: drawRows(m + ROWS, d, 2) };
}
