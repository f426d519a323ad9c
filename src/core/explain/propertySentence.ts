import type { PropertyChange } from './changedProperties.js';
import { isPictureProperty, wordsOf } from './propertyWords.js';

/** More are not read. */
export const MOST_NAMED = 3;

/**
 * What changed, in a sentence for people: "Darker by 38 %, less sharp."
 *
 * @param changes Of `changedProperties`.
 * @returns Undefined where no property could be compared.
 */
export function propertySentence(changes: readonly PropertyChange[]): string | undefined {
  if (changes.length === 0) return undefined;
  const changed = changes.filter((one) => one.changed);
  if (changed.length === 0) {
    return changes.every(({ name }) => isPictureProperty(name))
      ? "None of the picture's simple properties changed."
      : 'None of the properties changed.';
  }
  const words = changed.slice(0, MOST_NAMED).map(phrase).join(', ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}

function phrase(change: PropertyChange): string {
  const { name, direction, reference, live } = change;
  const { amount, ...words } = wordsOf(name, 1);
  if (amount === 'none') return words[direction];
  if (amount === 'share') {
    return `${words[direction]} (${percent(live)} of the picture rather than ${percent(reference)})`;
  }
  return `${words[direction]}${howMuch(reference, live)}`;
}

/** From this ratio on percents are hard to read. */
const LARGE_RATIO = 3;

function howMuch(reference: number, live: number): string {
  // Of decibels and degrees a share says nothing.
  if (!(reference > 0 && live >= 0)) return ` (${digits(live)} rather than ${digits(reference)})`;
  const ratio = live / reference;
  if (ratio >= LARGE_RATIO) return ` by a factor of ${digits(ratio)}`;
  return ` by ${percent(Math.abs(ratio - 1))}`;
}

/** Whole ones, but of less than one. */
function percent(share: number): string {
  const rounded = Math.round(100 * share);
  return `${rounded === 0 && share > 0 ? digits(100 * share, 1) : rounded} %`;
}

const digits = (value: number, count = 2): string =>
  Math.abs(value) >= 10 ** count
    ? String(Math.round(value))
    : String(Number(value.toPrecision(count)));
