import { requireContainer } from './arguments.js';

/** What a chart shows, as rows of plain values. */
export interface ChartTable {
  readonly caption: string;
  /** Names of the columns, from the left; the first one names the rows. */
  readonly columns: readonly string[];
  /** Each as long as `columns`. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * Puts an accessible table in the place of what an element holds: with a caption, and headers that
 * say whether they are a column's or a row's. Numbers that are not whole have three digits, and times of ISO 8601 are
 * written as the reader's language has them.
 *
 * @param element What holds the table, e.g. a `<div>` or `<details>` next to the chart.
 * @returns The table.
 * @throws InvalidOptionError unless it is an element.
 *
 * @example
 * renderTable(element, history.table());
 */
export function renderTable(
  element: HTMLElement,
  { caption, columns, rows }: ChartTable,
): HTMLTableElement {
  requireContainer('renderTable', element);
  const { ownerDocument } = element;
  const table = ownerDocument.createElement('table');
  table.createCaption().textContent = caption;
  const head = table.createTHead().insertRow();
  for (const column of columns) head.append(header(ownerDocument, 'col', column));
  const body = table.createTBody();
  for (const [name, ...values] of rows) {
    const row = body.insertRow();
    row.append(header(ownerDocument, 'row', name ?? ''));
    for (const value of values) row.insertCell().append(cellContent(ownerDocument, value));
  }
  element.replaceChildren(table);
  return table;
}

function header(owner: Document, scope: 'col' | 'row', text: string | number): HTMLElement {
  const cell = owner.createElement('th');
  cell.scope = scope;
  cell.textContent = String(text);
  return cell;
}

const ISO_TIME = /^\d{4}-\d\d-\d\dT/;

function cellContent(owner: Document, value: string | number): string | HTMLElement {
  if (typeof value === 'number') return Number.isInteger(value) ? `${value}` : shortNumber(value);
  if (!ISO_TIME.test(value)) return value;
  const time = owner.createElement('time');
  time.dateTime = value;
  time.textContent = new Date(value).toLocaleString();
  return time;
}

/** A number with three significant digits, e.g. `0.0105`. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
