/** A step of so many usual ones is a gap: single tests are left out where samples come fast. */
const LONGEST_STEP = 2;

/**
 * Before which tests nothing was tested for a while: where `samples` went back, or jumped by more
 * than twice the usual step, which is the median.
 *
 * @param samples Samples seen at each test, oldest first.
 * @returns One for each test; the first is no gap.
 */
export function gapsBefore(samples: readonly number[]): boolean[] {
  const usual = usualStep(samples);
  return samples.map((at, index) => {
    if (index === 0) return false;
    const step = at - samples[index - 1]!;
    return step < 0 || step > LONGEST_STEP * usual;
  });
}

/** The median step from one test to the next, in samples; 1 where there is none. */
export function usualStep(samples: readonly number[]): number {
  const steps = samples
    .slice(1)
    .map((at, index) => at - samples[index]!)
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return steps[Math.floor((steps.length - 1) / 2)] ?? 1;
}
