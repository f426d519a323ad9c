/** An error that goes on is told again after a minute, and of so many kinds in it. */
const TOLD_AGAIN_MS = 60_000;
const MOST_KINDS = 100;

/**
 * Where errors of reports or sketches go, made so that it never throws: each kind of them at most once a minute,
 * where one that comes with every report would be told as often as that.
 *
 * @param onError Without it the first error is printed as a warning, and the others are not.
 * @param what Of that warning.
 */
export function complaintsTo(
  onError?: (error: unknown) => void,
  what = 'a report was not delivered',
): (error: unknown) => void {
  const toldMs = new Map<string, number>();
  const isDue = (error: unknown): boolean => {
    const nowMs = performance.now();
    for (const [kind, ms] of toldMs) if (nowMs - ms >= TOLD_AGAIN_MS) toldMs.delete(kind);
    const kind = kindOf(error);
    if (toldMs.has(kind) || toldMs.size >= MOST_KINDS) return false;
    toldMs.set(kind, nowMs);
    return true;
  };
  const failed = (thrown: unknown): void => {
    console.error('tfjs-drift: onError threw.', thrown);
  };
  let hasWarned = false;
  return (error) => {
    try {
      if (onError) {
        if (isDue(error)) Promise.resolve(onError(error)).catch(failed);
        return;
      }
      if (hasWarned) return;
      hasWarned = true;
      console.warn(`tfjs-drift: ${what}; further ones are not told.`, error);
    } catch (thrown) {
      failed(thrown);
    }
  };
}

/** Its words without numbers, which change from one to the next. */
function kindOf(error: unknown): string {
  try {
    return String(error).replace(/\d+/g, '');
  } catch {
    return typeof error;
  }
}
