import { came } from './checks.js';
import { InvalidOptionError } from './errors.js';

/** Every name of an interface: the compiler finds one that is missing here, or too many. */
export type NamesOf<Options> = { readonly [name in keyof Required<Options>]: true };

/**
 * @param what What the names are of, e.g. `'DriftMonitor'`.
 * @throws {@link InvalidOptionError} for a name that is not known, with the nearest one that is.
 */
export function requireKnownNames<Options extends object>(
  what: string,
  given: Options,
  known: NamesOf<Options>,
): void {
  if (typeof given !== 'object' || given === null) {
    throw new InvalidOptionError(
      `${what}: an object of options was expected, ${came(given)} came.`,
    );
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    throw new InvalidOptionError(
      `${what}: there is no option '${name}'${suggestion(name, Object.keys(known))}`,
    );
  }
}

/** @throws {@link InvalidOptionError} for anything but these values, with the nearest of them. */
export function requireOneOf<Value extends string>(
  what: string,
  value: unknown,
  known: readonly Value[],
): asserts value is Value {
  if (known.includes(value as Value)) return;
  const names = known.map((name) => `'${name}'`).join(', ');
  throw new InvalidOptionError(
    `${what}: one of ${names} was expected, '${String(value)}' came${suggestion(String(value), known)}`,
  );
}

/** The end of a sentence on a name that is not known. */
export function suggestion(name: string, known: readonly string[]): string {
  const [nearest] = known
    .map((other) => ({ other, edits: edits(name.toLowerCase(), other.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  const isNear = nearest && nearest.edits <= Math.max(2, name.length / 3);
  return isNear ? `; did you mean '${nearest.other}'?` : `. Known are ${known.join(', ')}.`;
}

/**
 * Characters to insert, delete or replace: V. I. Levenshtein, "Binary codes capable of correcting
 * deletions, insertions, and reversals", Soviet Physics Doklady 10, 1966.
 */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = row[j]! + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min(replaced, row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
