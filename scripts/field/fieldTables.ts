/** The tables of docs/comparison.md. */
import { markdownTable } from '../report/markdownTable.js';
import type { DelayFigure, FieldFigures, RunLengthFigure, Way } from './figures.js';
import { methodNames } from './methods.js';

/** In tables and picture. */
export const shortNames: Readonly<Record<string, string>> = {
  scanPolicy: '`scanPolicy`',
  'scanPolicy, raw features alone': 'scan, raw alone',
  "scanPolicy, alarmOn: 'new'": "scan, `'new'`",
  evidencePolicy: '`evidencePolicy`',
  'CALM (one window of 64)': 'CALM',
  'Online Kernel CUSUM': 'OKCUSUM',
  'MMDEW, all rows kept': 'MMDEW, all rows',
  "Hotelling's T²": 'T²',
  "the tutorial's rule (p ≤ .01)": 'tutorial',
};

const nameOf = (method: string): string => shortNames[method] ?? method;

/** What each method has to be given, and what it keeps. */
const needs: Readonly<Record<string, string>> = {
  scanPolicy: 'reference (80 rows; whitened from 400); calibrates itself on it',
  'scanPolicy, raw features alone': 'the same with fewer than 400 rows',
  "scanPolicy, alarmOn: 'new'": 'the same, of at least 80 rows in parts',
  evidencePolicy: 'reference; no calibration',
  'CALM (one window of 64)': 'reference of 2 windows and more; calibrates itself; a window',
  'Online Kernel CUSUM': 'reference of some blocks of 50; a simulated threshold',
  'Scan-B': 'reference of some blocks of 50; a formula; a window',
  NEWMA: 'no reference, but a stream that began undrifted; two rates of forgetting',
  MMDEW: 'no reference, but a stream that began undrifted; a level',
  'MMDEW, all rows kept': 'the same, and memory for the whole stream',
  "Hotelling's T²": 'reference of more rows than features, gaussian ones; a window',
  "the tutorial's rule (p ≤ .01)": 'reference; a window and a level',
};

const titles: Readonly<Record<Way, string>> = {
  own: "### Each method's own threshold, for a run length of 1,000",
  '1000': '### Thresholds of equal run length: 1,000',
  '10000': '### Thresholds of equal run length: 10,000',
};

/** Shorter than this share of the wanted one, a run length is not kept. */
const KEPT = 0.8;

/** Of so few alarms a run length is hardly more than an order of magnitude. */
const FEW = 5;

/** With fewer streams that alarmed a mean is only a bound. */
const MEAN_FROM = 0.95;

export function fieldTables(figures: FieldFigures): string {
  const parts = [
    choosersTable(figures),
    '![Delays at equal run lengths](images/comparison-delay.svg)',
  ];
  for (const way of ['own', '1000', '10000'] as const) {
    parts.push(titles[way]);
    for (const setting of Object.keys(figures.references)) {
      const found = delayTable(figures, setting, way);
      if (found) parts.push(found);
    }
  }
  return parts.join('\n\n');
}

function choosersTable({ references, runLengths, costs }: FieldFigures): string {
  const settings = Object.keys(references);
  const rows = methodNames.map((method) => {
    const kept = settings.map((setting) => {
      const one = runLengths.find(
        (row) => row.setting === setting && row.method === method && row.way === 'own',
      );
      return timesWanted(one, 1_000);
    });
    const cost = settings.map((setting) => costOf(costs[setting]!, method));
    return [nameOf(method), kept.join(' · '), cost.join(' · '), needs[method]!];
  });
  const of = settings.join(' · ');
  return markdownTable(
    ['method', `run length by the wanted 1,000 (${of})`, 'ms a sample', 'needs'],
    rows,
  );
}

/** Of the group that the method is in, with the kernel values where it takes them. */
function costOf(costs: Readonly<Record<string, number>>, method: string): string {
  const group = Object.keys(costs).find((names) => names.includes(method))!;
  const kernel = usesKernel.has(method) ? costs['kernel']! : 0;
  return Number((costs[group]! + kernel).toPrecision(2)).toString();
}

const usesKernel = new Set([
  'CALM (one window of 64)',
  'Online Kernel CUSUM',
  'Scan-B',
  "the tutorial's rule (p ≤ .01)",
]);

function delayTable(figures: FieldFigures, setting: string, way: Way): string | undefined {
  const delays = figures.delays.filter((row) => row.setting === setting && row.way === way);
  const lengths = figures.runLengths.filter((row) => row.setting === setting && row.way === way);
  if (delays.length === 0) return undefined;
  const wanted = way === '10000' ? 10_000 : 1_000;
  const measured = methodNames.filter((method) => lengths.some((row) => row.method === method));
  const lengthOf = (method: string) => lengths.find((row) => row.method === method);
  const isKept = (method: string): boolean => {
    const { mean } = lengthOf(method)!;
    return mean < 0 || mean >= KEPT * wanted;
  };
  const first = [
    '_run length by the wanted_',
    ...measured.map((one) => timesWanted(lengthOf(one), wanted)),
  ];
  const drifts = [...new Set(delays.map(({ drift }) => drift))];
  const rows = drifts.map((drift) => {
    const cells = measured.map(
      (method) => delays.find((row) => row.method === method && row.drift === drift)!,
    );
    const least = Math.min(...cells.filter(({ method }) => isKept(method)).map(({ mean }) => mean));
    return [drift, ...cells.map((cell) => delayCell(cell, isKept(cell.method), least))];
  });
  const head = [`${setting} (${figures.references[setting]} references)`, ...measured.map(nameOf)];
  return markdownTable(head, [first, ...rows]);
}

function timesWanted(row: RunLengthFigure | undefined, wanted: number): string {
  if (!row || row.mean < 0) return 'no alarm';
  const times = row.mean / wanted;
  if (row.crossings < FEW) return `${times.toFixed(0)} (alarms: ${row.crossings})`;
  const text = `${times.toFixed(2)} ± ${(row.error / wanted).toFixed(2)}`;
  return times < KEPT ? `${text} ✗` : text;
}

/** Bold where it is the least of those that keep the run length, to the digits that are shown. */
function delayCell({ mean, error, found }: DelayFigure, isKept: boolean, least: number): string {
  const value = digitsOf(mean);
  const shown = isKept && value === digitsOf(least) ? `**${value}**` : value;
  if (found < MEAN_FROM) return `> ${shown} (${Math.round(100 * found)} %)`;
  return `${shown} ± ${error.toFixed(1)}`;
}

const digitsOf = (mean: number): string => mean.toFixed(mean >= 100 ? 0 : 1);
