import { came } from './checks.js';
import { InvalidOptionError } from './errors.js';

/** Simple properties of one input, by name, e.g. `{ brightness: 0.4 }`; NaN where one is not known. */
export type InputProperties = Readonly<Record<string, number>>;

/** What users say of a reference's rows, to be compared with later: options of all that makes a reference. */
export interface RowPropertyOptions {
  /**
   * Simple properties of each row's input by name, one number for each row in their order, NaN where it is not
   * known: what an alarm is explained by. At most 64 names of 1 to 60 characters. @defaultValue not known
   */
  readonly properties?: Readonly<Record<string, ArrayLike<number>>> | undefined;
  /**
   * Whether the model's answer for each row was right, one for each row in their order, undefined where it is
   * not known: what its confidence is calibrated by. @defaultValue not known
   */
  readonly correct?: ArrayLike<boolean | undefined> | undefined;
}

/** What is known of rows, one for each. */
export interface RowProperties {
  /** By name, shape [rows] each, NaN where it is not known. */
  readonly properties?: Readonly<Record<string, Float32Array>> | undefined;
  /** 1 where the model was right, 0 where it was not, NaN where it is not known; shape [rows]. */
  readonly correct?: Float32Array | undefined;
}

/** Of an input and of a reference. */
export const MOST_PROPERTIES = 64;

/** Characters. */
const LONGEST_NAME = 60;

/** Whether it can be what properties are called. */
export function arePropertyNames(names: unknown): boolean {
  return (
    Array.isArray(names) &&
    names.length <= MOST_PROPERTIES &&
    new Set(names).size === names.length &&
    names.every((name) => typeof name === 'string' && name !== '' && name.length <= LONGEST_NAME)
  );
}

/**
 * @param count Rows.
 * @throws {@link InvalidOptionError} for another number of them, names that cannot be, and what is no number.
 */
export function rowProperties(
  { properties, correct }: RowPropertyOptions,
  count: number,
): RowProperties {
  return {
    properties: properties && propertiesOf(properties, count),
    correct: correct && Float32Array.from(requireEach('correct', correct, count), rightness),
  };
}

/** Of rows and more rows after them: names that only some have are not known of the others. */
export function joinedProperties(
  before: RowProperties,
  added: RowProperties,
  counts: readonly [before: number, added: number],
): RowProperties {
  const join = (a?: Float32Array, b?: Float32Array): Float32Array => {
    const values = new Float32Array(counts[0] + counts[1]).fill(Number.NaN);
    if (a) values.set(a);
    if (b) values.set(b, counts[0]);
    return values;
  };
  const { properties: old = {}, correct } = before;
  const { properties: fresh = {} } = added;
  const names = Object.keys({ ...old, ...fresh });
  return {
    properties:
      names.length > 0
        ? Object.fromEntries(names.map((name) => [name, join(old[name], fresh[name])]))
        : undefined,
    correct: correct || added.correct ? join(correct, added.correct) : undefined,
  };
}

/** Of the rows of these indices. */
export function pickedProperties(
  { properties, correct }: RowProperties,
  at: Int32Array,
): RowProperties {
  const pick = (values: Float32Array): Float32Array => Float32Array.from(at, (row) => values[row]!);
  return {
    properties:
      properties &&
      Object.fromEntries(Object.entries(properties).map(([name, all]) => [name, pick(all)])),
    correct: correct && pick(correct),
  };
}

function propertiesOf(
  given: NonNullable<RowPropertyOptions['properties']>,
  count: number,
): RowProperties['properties'] {
  const names: readonly string[] = Object.keys(given);
  if (!arePropertyNames(names)) {
    throw new InvalidOptionError(
      `properties: at most ${MOST_PROPERTIES} names of 1 to ${LONGEST_NAME} characters were expected, ` +
        `${names.length} came: ${names.slice(0, 3).join(', ')}…`,
    );
  }
  if (names.length === 0) return undefined;
  const columns = names.map((name) => {
    const values = requireEach(`properties.${name}`, given[name]!, count);
    return [name, Float32Array.from(values, (value, row) => numberAt(name, value, row))] as const;
  });
  return Object.fromEntries(columns);
}

function numberAt(name: string, value: unknown, row: number): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN;
  throw new InvalidOptionError(
    `properties.${name}: row ${row} has ${came(value)}; a number was expected, NaN where it is not known.`,
  );
}

function rightness(value: unknown, row: number): number {
  if (value === undefined) return Number.NaN;
  if (typeof value === 'boolean') return Number(value);
  throw new InvalidOptionError(
    `correct: row ${row} has ${came(value)}; true, false, or undefined where it is not known, was expected.`,
  );
}

function requireEach<Value>(name: string, list: ArrayLike<Value>, count: number): ArrayLike<Value> {
  if (Object(list) === list && list.length === count) return list;
  throw new InvalidOptionError(
    `${name}: one for each of the ${count} rows was expected, ` +
      `${Object(list) === list ? list.length : came(list)} came.`,
  );
}
