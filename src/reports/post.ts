import type { ResolvedBeaconOptions } from './beaconOptions.js';
import type { ReportBatch } from './reportQueue.js';
import { retryAfterMs } from './retryDelay.js';

/**
 * Browsers carry 64 KiB beyond the end of a page, all requests that are under way together: one by
 * fetch and one by beacon have room.
 */
export const MAX_BODY_BYTES = 30 * 1024;

/** Of a single report that is longer than a batch. */
const MAX_KEEPALIVE_BYTES = 60 * 1024;

/** How a request went. */
export type PostOutcome =
  | { readonly kind: 'delivered' }
  /** The receiver will not have it, however often it is sent. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It may work later. */
  | { readonly kind: 'failed'; readonly why: string; readonly waitMs: number };

/** Sends a batch by fetch, so that it goes on when the page is left; never rejects. */
export async function postBatch(
  { body, bytes }: ReportBatch,
  { url, contentType, timeoutMs }: ResolvedBeaconOptions,
): Promise<PostOutcome> {
  try {
    const { ok, status, headers } = await fetch(url, {
      method: 'POST',
      body: new Blob([body], { type: contentType }),
      keepalive: bytes <= MAX_KEEPALIVE_BYTES,
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (ok) return { kind: 'delivered' };
    const why = `it answered with status ${status}`;
    if (status < 500 && status !== 408 && status !== 429) return { kind: 'refused', why };
    return { kind: 'failed', why, waitMs: retryAfterMs(headers.get('Retry-After'), Date.now()) };
  } catch (error) {
    return { kind: 'failed', why: String(error), waitMs: 0 };
  }
}
