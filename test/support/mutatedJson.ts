import type { Random } from '../../src/core/base/random.js';

const STRANGE_VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  1,
  -1,
  0.5,
  1e15,
  2 ** 53,
  1e300,
  -1e300,
  5e-324,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  '',
  '5',
  'drift',
  '2026-02-30T00:00:00.000Z',
  '2026-01-05T00:00:00.000Z',
  [],
  {},
  [0, 0, 0],
  new Array(100).fill(Number.NaN),
  new Array(3_000).fill(-0.5),
];

type Holder = Record<string, unknown>;

/** JSON with one thing in it replaced, taken away, doubled or exchanged, in a copy; and what it was. */
export function mutatedJson(
  json: unknown,
  random: Random,
): { readonly mutated: unknown; readonly what: string } {
  const root: Holder = { state: structuredClone(json) };
  const places = placesIn(root, '');
  const [a, b] = [pick(places, random), pick(places, random)];
  const strange = pick(STRANGE_VALUES, random);
  const kind = pick(['replaced', 'exchanged', 'moved', 'scaled', 'taken away'] as const, random);
  const value = a.holder[a.key];
  switch (kind) {
    case 'exchanged':
      a.holder[a.key] = structuredClone(b.holder[b.key]);
      break;
    case 'taken away':
      if (Array.isArray(a.holder)) a.holder.splice(Number(a.key), 1);
      else delete a.holder[a.key];
      break;
    case 'scaled':
    case 'moved':
      if (typeof value === 'number') {
        a.holder[a.key] =
          kind === 'moved' ? value + 1 : value * 10 ** Math.floor(20 * random() - 10);
        break;
      }
      a.holder[a.key] = strange;
      break;
    default:
      a.holder[a.key] = strange;
  }
  const shown = String(JSON.stringify(a.holder[a.key]) ?? a.holder[a.key]).slice(0, 60);
  return { mutated: root['state'], what: `${a.path} ${kind}: ${shown}` };
}

interface Place {
  readonly holder: Holder;
  readonly key: string;
  readonly path: string;
}

/** Of a long list the first two places only, lest hardly anything else be mutated. */
function placesIn(holder: Holder, path: string): Place[] {
  const keys = Object.keys(holder).slice(0, Array.isArray(holder) && holder.length > 5 ? 2 : 99);
  return keys.flatMap((key) => {
    const here = { holder, key, path: `${path}/${key}` };
    const inner = holder[key];
    const isHolder = typeof inner === 'object' && inner !== null;
    return isHolder ? [here, ...placesIn(inner as Holder, here.path)] : [here];
  });
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)]!;
}
