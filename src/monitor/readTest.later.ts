import type { JudgedTest } from './judgedTest.js';
import type { DriftedInput, TestedNull } from './testedWindow.js';

/** The inputs of a test's window, the most unlike the reference first. */
export function mostDrifted({ test, decision }: JudgedTest, count: number): DriftedInput[] {
  const witness = 'witness' in test ? test.witness : (decision.witness ?? []);
  // An early witness may leave the oldest rows out.
  const inputs = test.inputs.slice(test.inputs.length - witness.length);
  return [...witness.keys()]
    .sort((a, b) => witness[a]! - witness[b]!)
    .slice(0, count)
    .flatMap((slot) => {
      const input = inputs[slot];
      if (!input) return [];
      const { sample, timeMs, thumbnail, id } = input;
      const time = new Date(timeMs).toISOString();
      return {
        sample,
        time,
        witness: witness[slot]!,
        ...(id !== undefined && { id }),
        ...(thumbnail && { thumbnail }),
      };
    });
}

/** The null distribution of a test, safe from the tests to come; undefined of one without permutations. */
export function testedNull({ test }: JudgedTest): TestedNull | undefined {
  if (!('witness' in test)) return undefined;
  const { nullStatistics, statistic, pValue } = test;
  return { nullStatistics: Float64Array.from(nullStatistics), statistic, pValue };
}
