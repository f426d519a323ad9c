/**
 * The parts of a reference by what its user says of its rows.
 *
 * Labels: each is a part. While one has too few rows, or there are more than ten, the smallest joins the part
 * whose mean is nearest, along the axes that rows vary most along.
 *
 * Times: where they span more than two days they count as times of the day (UTC), since day and night come
 * back, and the day begins after its longest pause. Rows are cut at pauses, the longest first, of a twentieth
 * of the whole at least; then blocks of more than a quarter of the rows are halved, the largest first.
 */

import type { RowOrigins } from '../base/rowOrigins.js';
import type { FeatureRows } from '../base/rows.js';
import type { Parts } from './parts.js';

const MOST_PARTS = 10;

const DAY_MS = 86_400_000;

/** Times that span more than so much count as times of the day. */
const DAILY_FROM_MS = 2 * DAY_MS;

/** Of the whole time. */
const LEAST_PAUSE = 1 / 20;

/** Of the rows: blocks of more are halved. */
const LARGEST_BLOCK = 1 / 4;

/** Undefined where they leave one part alone. @param rows Shape [count, width], of few columns. */
export function labelledParts(
  rows: FeatureRows,
  labels: NonNullable<RowOrigins['labels']>,
  fewest: number,
): Parts | undefined {
  const names = [...new Set(labels)];
  const of = Int32Array.from(labels, (label) => names.indexOf(label));
  let parts = names.map((_, part) => partOf(rows, of, part));
  while (parts.length > 1) {
    const smallest = parts.reduce((a, b) => (b.size < a.size ? b : a));
    if (smallest.size >= fewest && parts.length <= MOST_PARTS) break;
    const others = parts.filter((part) => part !== smallest);
    const nearest = others.reduce((a, b) =>
      squaredDistance(b.mean, smallest.mean) < squaredDistance(a.mean, smallest.mean) ? b : a,
    );
    parts = parts.flatMap((part) =>
      part === smallest ? [] : part === nearest ? joined(nearest, smallest) : part,
    );
  }
  if (parts.length < 2) return undefined;
  const partOfName = names.map((_, name) => parts.findIndex((part) => part.names.includes(name)));
  return { of: of.map((name) => partOfName[name]!), sizes: parts.map(({ size }) => size) };
}

interface LabelledPart {
  /** Which labels. */
  readonly names: readonly number[];
  readonly size: number;
  readonly mean: Float64Array;
}

function partOf({ values, width }: FeatureRows, of: Int32Array, name: number): LabelledPart {
  const mean = new Float64Array(width);
  let size = 0;
  for (const [row, own] of of.entries()) {
    if (own !== name) continue;
    size++;
    for (let c = 0; c < width; c++) mean[c]! += values[row * width + c]!;
  }
  return { names: [name], size, mean: mean.map((sum) => sum / size) };
}

function joined(a: LabelledPart, b: LabelledPart): LabelledPart {
  const size = a.size + b.size;
  const mean = a.mean.map((at, c) => (a.size * at + b.size * b.mean[c]!) / size);
  return { names: [...a.names, ...b.names], size, mean };
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, at, c) => sum + (at - b[c]!) ** 2, 0);
}

/** Parts one after another. */
export interface TimedParts extends Parts {
  /** Of each its first and last row, e.g. `'18:05 to 05:50 UTC'`, with the date where that counts. */
  readonly names: readonly string[];
}

/** Undefined where a row has no time, and where they leave one part alone. */
export function timedParts(times: Float64Array, fewest: number): TimedParts | undefined {
  if (!times.every(Number.isFinite)) return undefined;
  const { order, at, whole, isDaily } = inOrder(times);
  const count = order.length;
  let blocks: readonly Block[] = [[0, count]];
  const cut = (where: number): void => {
    blocks = blocks.flatMap((block): Block[] => {
      const [from, to] = block;
      const isLarge = where - from >= fewest && to - where >= fewest;
      return isLarge && blocks.length < MOST_PARTS
        ? [
            [from, where],
            [where, to],
          ]
        : [block];
    });
  };
  const pauses = at.map((time, row) => time - (at[row - 1] ?? time));
  const byLength = [...pauses.keys()].sort((a, b) => pauses[b]! - pauses[a]!);
  for (const row of byLength) if (pauses[row]! >= LEAST_PAUSE * whole && whole > 0) cut(row);
  for (;;) {
    const halves = blocks
      .filter(([from, to]) => to - from > LARGEST_BLOCK * count)
      .sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
      .map((block) => middleOf(block, pauses));
    const before = blocks.length;
    for (const middle of halves) {
      if (middle !== undefined && blocks.length === before) cut(middle);
    }
    if (blocks.length === before) break;
  }
  if (blocks.length < 2) return undefined;
  const of = new Int32Array(count);
  for (const [part, [from, to]] of blocks.entries()) {
    for (let place = from; place < to; place++) of[order[place]!] = part;
  }
  return {
    of,
    sizes: blocks.map(([from, to]) => to - from),
    names: blocks.map(([from, to]) => rangeOf(at[from]!, at[to - 1]!, isDaily)),
  };
}

/** In words, to the minute. */
function rangeOf(from: number, to: number, isDaily: boolean): string {
  const [[day, start], [lastDay, end]] = [from, to].map((time) =>
    new Date(time).toISOString().slice(0, -8).split('T'),
  ) as [[string, string], [string, string]];
  if (isDaily) return `${start} to ${end} UTC`;
  return `${day} ${start} to ${day === lastDay ? '' : `${lastDay} `}${end} UTC`;
}

/** Rows from one place to before another, in the order of their times. */
type Block = readonly [from: number, to: number];

/** Where it is halved: as near its middle as times differ. */
function middleOf([from, to]: Block, pauses: readonly number[]): number | undefined {
  const middle = (from + to) / 2;
  let best: number | undefined;
  for (let row = from + 1; row < to; row++) {
    const isNearer = best === undefined || Math.abs(row - middle) < Math.abs(best - middle);
    if (pauses[row]! > 0 && isNearer) best = row;
  }
  return best;
}

/** Rows in the order of their times, these times, ascending, and how long they could span, all in ms. */
function inOrder(times: Float64Array) {
  const whole = times.reduce((a, b) => Math.max(a, b)) - times.reduce((a, b) => Math.min(a, b));
  const isDaily = whole > DAILY_FROM_MS;
  const own = isDaily ? times.map(timeOfDay) : times;
  const order = [...own.keys()].sort((a, b) => own[a]! - own[b]!);
  const at = order.map((row) => own[row]!);
  if (!isDaily) return { order, at, whole, isDaily };
  // The longest pause ends where the day begins; before the first row of the day comes the last one.
  const pauses = at.map((time, row) => time - (at[row - 1] ?? at.at(-1)! - DAY_MS));
  const start = pauses.indexOf(Math.max(...pauses));
  const afterMidnight = at.slice(0, start).map((time) => time + DAY_MS);
  return {
    order: [...order.slice(start), ...order.slice(0, start)],
    at: [...at.slice(start), ...afterMidnight],
    whole: DAY_MS,
    isDaily,
  };
}

/** Milliseconds since midnight, UTC. */
function timeOfDay(timeMs: number): number {
  return ((timeMs % DAY_MS) + DAY_MS) % DAY_MS;
}
