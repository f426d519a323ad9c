/** How large the windows of a scan may be, and when they are whitened as well. */

/** With fewer rows of the reference neither half is enough for a whitening. */
export const WHITENED_FROM = 400;

/** Rows of the largest window at most; what larger ones could find takes longer than anybody waits. */
export const LARGEST = 128;

/** Rows that the largest window may hold: pretend ones must leave several times as many to be tested against. */
export function largestWindow(referenceSize: number): number {
  return Math.max(0, Math.min(LARGEST, Math.floor((referenceSize - 2) / 4)));
}

/** Of frames, smaller windows of several rows are not looked at. */
export const SMALLEST_OF_FRAMES = 8;
