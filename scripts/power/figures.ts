/** What is kept of the looks: how often each test rejected. */

export const PERMUTATIONS = 499;

/** Of the papers. */
const LEVEL = 0.05;

/** p-values of each look at one pair of distributions, by test. */
export type Looks = readonly Readonly<Record<string, number>>[];

/** How often tests rejected, in looks at one pair of distributions. */
export interface CellFigures {
  readonly setting: string;
  readonly cell: string;
  readonly looks: number;
  /** Share of looks with p ≤ .05, by test. */
  readonly power: Readonly<Record<string, number>>;
  /** What the papers or their repositories state, by method. */
  readonly published?: Readonly<Record<string, number>>;
}

export function figuresOf(setting: string, cell: string, looks: Looks): CellFigures {
  const share = (test: string): number =>
    looks.filter((pValues) => pValues[test]! <= LEVEL).length / looks.length;
  const tests = Object.keys(looks[0]!);
  return {
    setting,
    cell,
    looks: looks.length,
    power: Object.fromEntries(tests.map((test) => [test, Number(share(test).toPrecision(4))])),
  };
}
