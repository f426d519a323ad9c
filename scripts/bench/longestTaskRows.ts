import type { Page } from 'playwright';
import { type Row, rowsOf } from './rows/benchRow.js';
import { median } from './rows/timing.js';

const RUNS = 5;

/** Default settings with a reference of the demo's size, and a large test. */
const SETTINGS = [
  { n: 600, m: 64, d: 1_024 },
  { n: 2_000, m: 128, d: 1_024 },
];

/**
 * How much longer than without the library a page's own thread is held up at worst, from the making of
 * a monitor through its calibration to several hundred tests. The gaps themselves are told as well: on
 * a busy machine those at rest are the longer ones, and their difference says nothing.
 *
 * @param openPage Gives a fresh page of the benchmarks.
 */
export async function longestTaskRows(openPage: () => Promise<Page>): Promise<Row[]> {
  const inFreshPage = async <Result>(work: (page: Page) => Promise<Result>): Promise<Result> => {
    const page = await openPage();
    try {
      return await work(page);
    } finally {
      await page.close();
    }
  };
  const rows: Row[] = [];
  for (const setting of SETTINGS) {
    const working: number[] = [];
    const resting: number[] = [];
    let size = '';
    for (let run = 0; run < RUNS; run++) {
      const watched = await inFreshPage((page) =>
        page.evaluate((given) => window.bench.longestGapAtWork(given), setting),
      );
      // The longest of many gaps grows with their number, so both are watched for as long.
      const restMs = await inFreshPage((page) =>
        page.evaluate(([given, ms]) => window.bench.longestGapAtRest(given, ms), [
          setting,
          watched.durationMs,
        ] as const),
      );
      working.push(watched.longestMs);
      resting.push(restMs);
      size = watched.size;
    }
    const values = {
      'longest-task-ms': median(working.map((ms, run) => ms - resting[run]!)),
      'longest-gap-at-work-ms': median(working),
      'longest-gap-at-rest-ms': median(resting),
    };
    rows.push(...rowsOf(values, { size, unit: 'ms', runs: RUNS }));
  }
  return rows;
}
