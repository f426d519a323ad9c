const DAY_MS = 24 * 60 * 60 * 1_000;

/**
 * How long to wait before trying again: twice as long each time, up to a bound, less a random part
 * of at most half, so that many pages do not come back at the same time.
 *
 * @param attempt Tries that failed in a row, from 1.
 * @param random A uniform number in [0, 1).
 */
export function retryDelayMs(
  attempt: number,
  random: number,
  bounds: { readonly retryMs: number; readonly maxRetryMs: number },
): number {
  const longest = Math.min(bounds.maxRetryMs, bounds.retryMs * 2 ** (attempt - 1));
  return longest * (1 - random / 2);
}

/**
 * What a Retry-After header asks for, in milliseconds, at most a day; 0 where there is none or it
 * cannot be read.
 *
 * @param header Seconds, or a date of HTTP.
 */
export function retryAfterMs(header: string | null, nowMs: number): number {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? 1_000 * Number(text) : Date.parse(text) - nowMs;
  return asked > 0 ? Math.min(asked, DAY_MS) : 0;
}
