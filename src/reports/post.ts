import { patiently } from '../core/base/patience.js';
import type { ReportBatch } from './reportQueue.js';

/**
 * Browsers carry 64 KiB beyond the end of a page, all requests that are under way together: one by
 * fetch and one by beacon have room.
 */
export const MAX_BODY_BYTES = 30 * 1024;

/** Up to here a request outlives its page: a single report may be longer than a batch. */
const MAX_KEEPALIVE_BYTES = 60 * 1024;

/** Where batches go, and how. */
export interface Destination {
  readonly url: string;
  readonly contentType: string;
  readonly timeoutMs: number;
  /** Reads what was said of a batch that was taken. */
  readonly hear?: (answer: Response) => Promise<unknown>;
}

/** How a request went. */
type PostOutcome =
  | { readonly kind: 'delivered' }
  /** The receiver will not have it, however often it is sent. */
  | { readonly kind: 'refused'; readonly why: string; readonly status: number }
  /** It may work later. */
  | { readonly kind: 'failed'; readonly why: string; readonly waitMs: number };

/** Sends a batch by fetch, so that it goes on when the page is left; never rejects. */
export async function postBatch(
  { body, bytes }: Pick<ReportBatch, 'body' | 'bytes'>,
  { url, contentType, timeoutMs, hear }: Destination,
): Promise<PostOutcome> {
  const given = new AbortController();
  try {
    const posted = fetch(url, {
      method: 'POST',
      body: new Blob([body], { type: contentType }),
      keepalive: bytes <= MAX_KEEPALIVE_BYTES,
      signal: given.signal,
    });
    // Not by the signal alone: what apps put in place of `fetch` may not heed it.
    const answer = await patiently(posted, 'The receiver', { ms: timeoutMs });
    const { ok, status, headers } = answer;
    // An answer that is not read holds its connection, and a page has few.
    if (ok && hear) await patiently(hear(answer), '', { ms: timeoutMs }).catch(() => {});
    else answer.body?.cancel().catch(() => {});
    if (ok) return { kind: 'delivered' };
    const why = `it answered with status ${status}`;
    if (status < 500 && status !== 408 && status !== 429) {
      return { kind: 'refused', why, status };
    }
    return { kind: 'failed', why, waitMs: retryAfterMs(headers.get('Retry-After'), Date.now()) };
  } catch (error) {
    given.abort();
    return { kind: 'failed', why: String(error), waitMs: 0 };
  }
}

/** The longest wait that a receiver may ask for. */
const DAY_MS = 24 * 60 * 60 * 1_000;

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
