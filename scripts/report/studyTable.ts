import type { StudyRow } from '../studies/studyRow.js';
import { markdownTable } from './markdownTable.js';

/** A figure, marked where it is not within its bounds, which follow. */
export function withBounds(row: StudyRow): string {
  const bounds = boundsOf(row);
  return bounds ? `${marked(row)} (${bounds})` : marked(row);
}

/**
 * The rows of a study, one a line. Those whose setting has words of `across` are a matrix of their own:
 * these words are its columns, the rest of the setting its lines.
 */
export function studyTable(rows: readonly StudyRow[], across?: RegExp): string {
  const isAcross = ({ setting }: StudyRow): boolean => across?.test(setting) ?? false;
  const inMatrix = rows.filter(isAcross);
  const listed = rows.filter((row) => !isAcross(row));
  const tables: string[] = [];
  if (across && inMatrix.length > 0) tables.push(matrix(inMatrix, across));
  if (listed.length > 0) tables.push(list(listed));
  // In the order in which the study's text speaks of them.
  return (inMatrix[0] === rows[0] ? tables : tables.reverse()).join('\n\n');
}

function list(rows: readonly StudyRow[]): string {
  const cells = rows.map((row) => [row.setting, marked(row), boundsOf(row), row.note ?? '']);
  return filledColumns(['setting', 'value', 'bounds', 'more'], cells);
}

function matrix(rows: readonly StudyRow[], across: RegExp): string {
  const lines = new Map<string, Map<string, StudyRow>>();
  for (const row of rows) {
    const [column] = across.exec(row.setting)!;
    const rest = row.setting.replace(column, '').split(',');
    const line = rest
      .map((words) => words.trim())
      .filter(Boolean)
      .join(', ');
    lines.set(line, (lines.get(line) ?? new Map()).set(column, row));
  }
  const columns = [...new Set([...lines.values()].flatMap((line) => [...line.keys()]))];
  const cells = [...lines].map(([line, of]) => [
    line,
    ...columns.map((column) => (of.has(column) ? withBounds(of.get(column)!) : '')),
    notesOf(of),
  ]);
  return filledColumns(['setting', ...columns, 'more'], cells);
}

/** What all of a line share is said once, and else with the columns that it is about. */
function notesOf(line: ReadonlyMap<string, StudyRow>): string {
  const notes = new Map<string, string[]>();
  for (const [column, { note }] of line) {
    if (note) notes.set(note, [...(notes.get(note) ?? []), column]);
  }
  return [...notes]
    .map(([note, of]) => (of.length === line.size ? note : `${of.join(', ')}: ${note}`))
    .join(' · ');
}

function filledColumns(head: readonly string[], cells: readonly (readonly string[])[]): string {
  const isFilled = (_: string, column: number): boolean => cells.some((row) => row[column] !== '');
  return markdownTable(
    head.filter(isFilled),
    cells.map((row) => row.filter(isFilled)),
  );
}

function marked({ value, holds }: StudyRow): string {
  const text = value.toFixed(value >= 100 ? 0 : 2);
  // What is rounded to 0 has no sign.
  return `${Number(text) === 0 ? text.replace('-', '') : text}${holds ? '' : ' ✗'}`;
}

function boundsOf({ bound: [low, high] }: StudyRow): string {
  if (low === null) return high === null ? '' : `≤ ${high}`;
  return high === null ? `≥ ${low}` : `${low} to ${high}`;
}
