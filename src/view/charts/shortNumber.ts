/** A number with three significant digits, e.g. `0.0105`. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(3)));
}
