import { requireArray, requireNumbers } from './arguments.js';
import { type ChartTable, shortNumber } from './table.js';

/** The windows of one view, as a verdict's `scan` has them. */
export interface ScannedView {
  /** `'raw'` or `'whitened'`. */
  readonly view: string;
  /** Rows of each window, ascending. */
  readonly sizes: readonly number[];
  /** By size: chance brings as much once in so many samples. */
  readonly runTimes: readonly number[];
}

/** The parts of a verdict by `scanPolicy` that the strip shows. */
export interface ScanEntry {
  /** Samples seen until then. */
  readonly samples: number;
  /** Run time from which on there is an alarm, in samples. */
  readonly threshold: number;
  /** From a tenth of it on there is a warning where it is left out. */
  readonly warningThreshold?: number;
  readonly scan: {
    readonly runTime: number;
    /** Rows of the rarest window. */
    readonly window: number;
    /** The view that it is of. */
    readonly view: string;
    readonly views: readonly ScannedView[];
  };
}

const VIEW_WORDS: Readonly<Record<string, string>> = { raw: 'features', whitened: 'whitened' };

/** What a view is called. */
export function viewWord(view: string): string {
  return VIEW_WORDS[view] ?? view;
}

/** @throws {@link InvalidOptionError} for what could not be drawn. */
export function requireScanEntry(entry: ScanEntry): void {
  requireNumbers('ScanStrip.add', entry, 'samples', 'threshold');
  requireNumbers('ScanStrip.add: scan', entry.scan, 'runTime', 'window');
  requireArray('ScanStrip.add: scan.views', entry.scan.views);
  for (const { sizes, runTimes } of entry.scan.views) {
    requireArray('ScanStrip.add: scan.views: sizes', sizes);
    requireArray('ScanStrip.add: scan.views: runTimes', runTimes);
  }
}

/** How rare a window is. */
export type Rarity = 'usual' | 'warning' | 'alarm';

const WARNINGS_PER_ALARM = 10;

export function rarityOf(runTime: number, entry: ScanEntry): Rarity {
  const { threshold, warningThreshold = threshold / WARNINGS_PER_ALARM } = entry;
  if (runTime > threshold) return 'alarm';
  return runTime > warningThreshold ? 'warning' : 'usual';
}

/** The views that entries have, each with its largest window. */
export function viewsOf(entries: readonly ScanEntry[]): { name: string; largest: number }[] {
  const largest = new Map<string, number>();
  for (const { scan } of entries) {
    for (const { view, sizes } of scan.views) {
      largest.set(view, Math.max(largest.get(view) ?? 1, sizes.at(-1) ?? 1));
    }
  }
  return [...largest].map(([name, size]) => ({ name, largest: size }));
}

/** The strip in one sentence: the rarest window of the latest test. */
export function scanSentence(entries: readonly ScanEntry[]): string {
  const last = entries.at(-1);
  if (!last) return 'Windows scanned: no test yet.';
  const { runTime, window, view } = last.scan;
  const tests = entries.length === 1 ? '1 test' : `${entries.length} tests`;
  const rows = window === 1 ? 'one row' : `${window} rows`;
  const limit = shortNumber(last.threshold);
  return (
    `Windows scanned in ${tests}: the rarest has ${rows}, ${viewWord(view)}; chance brings as much ` +
    `once in ${shortNumber(runTime)} inputs, ` +
    `${rarityOf(runTime, last) === 'alarm' ? 'beyond' : 'not beyond'} the alarm threshold ${limit}.`
  );
}

/** What is told at once when it changes. */
export function scanState(entries: readonly ScanEntry[]): string {
  const last = entries.at(-1);
  return last ? rarityOf(last.scan.runTime, last) : 'empty';
}

/** All windows of the latest test: columns view, window, run time, how rare. */
export function tableOfScan(entries: readonly ScanEntry[]): ChartTable {
  const last = entries.at(-1);
  const words = { usual: 'usual', warning: 'as rare as a warning', alarm: 'as rare as an alarm' };
  return {
    caption: scanSentence(entries),
    columns: ['window', 'view', 'once in so many inputs', 'how rare'],
    rows: (last?.scan.views ?? []).flatMap(({ view, sizes, runTimes }) =>
      sizes.map((size, at) => [
        size,
        viewWord(view),
        Number(runTimes[at]!.toPrecision(3)),
        words[rarityOf(runTimes[at]!, last!)],
      ]),
    ),
  };
}
