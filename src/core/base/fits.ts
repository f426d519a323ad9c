/** What a value must be: a check of it, or the like of each of its properties. */
export type Shape = ((value: never) => boolean) | { readonly [name: string]: Shape };

/** Whether something that came from outside, e.g. from JSON, is what is expected. */
export function fits(value: unknown, shape: Shape): boolean {
  return typeof shape === 'function'
    ? shape(value as never)
    : Object.entries(shape).every(([name, part]) => fits((value as never)?.[name], part));
}

/** A number within the bounds. */
export const within =
  (low: number, high: number) =>
  (value: unknown): boolean =>
    typeof value === 'number' && value >= low && value <= high;

/** A whole number from 0 that leaves room to go on counting. */
export const isCount = (value: unknown): boolean => Number.isInteger(value) && isAmount(value);

/** A number from 0 that sums can be made of. */
export const isAmount: (value: unknown) => boolean = within(0, 1e15);

export const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** ISO 8601, as dates become it in JSON. */
export const isTime = (value: string): boolean => new Date(value).toJSON() === value;
