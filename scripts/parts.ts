import { readFileSync } from 'node:fs';
import { rowOf } from '../src/core/base/derivedRows.js';
import { shuffleStart } from '../src/core/base/draws.js';
import { seededRandom } from '../src/core/base/random.js';
import { pickRows } from '../src/core/base/rows.js';
import { partChanges } from '../src/core/explain/partChanges.js';
import { type ReferenceParts, referenceParts } from '../src/core/explain/referenceParts.js';
import { Reference } from '../src/reference/reference.js';
import { markdownTable } from './report/markdownTable.js';

/**
 * Measures which changes of the mix of the demo's photos are named, on random splits of them:
 *
 *     npm run parts
 */

const REFERENCE = 'public/models/mobilenet_v1_1.0_224/reference.safetensors';
const SPLITS = 300;
/** Rows of a reference; the window is drawn from the others. */
const ROWS = 400;
const SIZES = [50, 100];
const CLASSES = 10;

/** Of the demo's photos, photo i shows class i modulo 10. */
const classOf = (row: number): number => row % CLASSES;

/** How often each class comes, by what it was. */
const MIXES: Readonly<Record<string, (label: number) => number>> = {
  'as in the reference': () => 1,
  'class 3 gone': (label) => Number(label !== 3),
  'class 3 three times as often': (label) => (label === 3 ? 3 : 1),
  'six of ten classes gone': (label) => Number(label < 2 || label > 7),
};

interface Count {
  /** Windows in which any part was named, and class 3. */
  named: number;
  third: number;
  ratios: number;
  windows: number;
}

const { features, size } = await Reference.fromFile(new Blob([readFileSync(REFERENCE)]));
const random = seededRandom(1);
const counts = new Map<string, Count>();
let nearest = 0;
for (let split = 0; split < SPLITS; split++) {
  const order = Int32Array.from({ length: size }, (_, row) => row);
  shuffleStart(order, size, random);
  const chosen = order.slice(0, ROWS);
  const labels = Array.from(chosen, (row) => `class ${classOf(row)}`);
  const parts = (await referenceParts(pickRows(features, chosen), { labels, seed: 0 }))!;
  const others = [...order.slice(ROWS)];
  nearest += others.filter((row) => isOwn(parts, row)).length / others.length / SPLITS;
  for (const [mix, weight] of Object.entries(MIXES)) {
    for (const count of SIZES) {
      const rows = drawn(others, weight, count).map((row) => rowOf(features, row));
      if (rows.length === count) note(`${mix} | ${count}`, parts, rows);
    }
  }
}
const table = [...counts].map(([key, { named, third, ratios, windows }]) => [
  ...key.split(' | '),
  `${windows}`,
  (named / windows).toFixed(3),
  (third / windows).toFixed(3),
  (ratios / windows).toFixed(2),
]);
const head = ['mix', 'inputs', 'windows', 'any part named', 'class 3 named', 'its ratio'];
process.stdout.write(
  `nearest to their own class: ${nearest.toFixed(3)}\n${markdownTable(head, table)}\n`,
);

function isOwn({ names, nearestTo }: ReferenceParts, row: number): boolean {
  return names[nearestTo(rowOf(features, row))] === `class ${classOf(row)}`;
}

/** So many rows without putting back, each class by its weight; fewer where there are not as many. */
function drawn(
  rows: readonly number[],
  weight: (label: number) => number,
  count: number,
): number[] {
  const whole = Array.from({ length: CLASSES }, (_, label) => weight(label)).reduce(
    (a, b) => a + b,
  );
  const wanted = Array.from({ length: CLASSES }, () => 0);
  for (let at = 0; at < count; at++) {
    let left = random() * whole;
    let label = 0;
    while (label < CLASSES - 1 && left >= weight(label)) left -= weight(label++);
    wanted[label]!++;
  }
  return rows.filter((row) => wanted[classOf(row)]!-- > 0);
}

function note(key: string, parts: ReferenceParts, rows: readonly (Float32Array | Float64Array)[]) {
  const found = partChanges(parts, rows).parts;
  const third = found.find(({ name }) => name === 'class 3');
  const count = counts.get(key) ?? { named: 0, third: 0, ratios: 0, windows: 0 };
  count.named += Number(found.some(({ isChanged }) => isChanged));
  count.third += Number(third?.isChanged);
  count.ratios += third?.ratio ?? 0;
  count.windows++;
  counts.set(key, count);
}
