/** The tables of docs/power.md. */
import { markdownTable } from '../report/markdownTable.js';
import type { CellFigures } from './figures.js';

const headings: Readonly<Record<string, string>> = {
  gaussian: '`gaussian`',
  exponential: '`exponential`',
  rationalQuadratic: '`rationalQuadratic`',
  laplace: '`laplace`',
  fuse: "`'fuse'`",
  'gaussian, whitened': '`gaussian`, whitened',
  'fuse, 20 kernels': '_20 kernels_',
};

/** Cells in which nothing differs: what is rejected there is the type-I error. */
const undrifted: ReadonlySet<string> = new Set(['undrifted', 'a = 0', 'σ = 1']);

export function powerTables(figures: readonly CellFigures[]): string {
  const settings = [...new Set(figures.map(({ setting }) => setting))];
  return settings
    .map((setting) => settingTable(figures.filter((row) => row.setting === setting)))
    .join('\n\n');
}

function settingTable(cells: readonly CellFigures[]): string {
  const { setting, published = {} } = cells[0]!;
  const measured = new Set(cells.flatMap(({ power }) => Object.keys(power)));
  const tests = Object.keys(headings).filter((test) => measured.has(test));
  const methods = Object.keys(published);
  const rows = cells.map((row) => [
    undrifted.has(row.cell) ? `_${row.cell}_` : row.cell,
    ...tests.map((test) => shareCell(row.power[test], row.looks)),
    ...methods.map((method) => digits(row.published![method]!)),
  ]);
  const head = [
    setting,
    ...tests.map((test) => headings[test]!),
    ...methods.map((method) => `published: ${method}`),
  ];
  return markdownTable(head, rows);
}

/** With the standard error of a share of so many looks. */
function shareCell(share: number | undefined, looks: number): string {
  if (share === undefined) return '';
  const error = Math.sqrt((share * (1 - share)) / looks);
  return `${digits(share)} ± ${digits(error)}`;
}

const digits = (share: number): string => share.toFixed(3).replace(/^0/, '');
