import type { Page } from 'playwright/test';

/** Of a page that is still. "Good" is below .1; .01 is a line of text in a corner. */
export const MOST_SHIFTED = 0.01;

/** The shifts so far, of a page that began with `watchShifts`. */
export async function shifted(page: Page): Promise<number> {
  const shifts = await page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
  return shifts.reduce((sum, value) => sum + value, 0);
}

/** Gathers layout shifts, but for lists whose order is their content. */
export function watchShifts(): void {
  const shifts: number[] = [];
  Object.assign(window, { shifts });
  interface Source {
    readonly node: Node | null;
    readonly previousRect: DOMRectReadOnly;
    readonly currentRect: DOMRectReadOnly;
  }
  interface Shift extends PerformanceEntry {
    readonly value: number;
    readonly sources: readonly Source[];
  }
  const isElsewhere = ({ node }: Source) =>
    node instanceof Element && !node.closest('#gallery, #log');
  /** What the browser's score would be at most, of these sources alone. */
  const scoreOf = (sources: readonly Source[]): number => {
    const rects = sources.flatMap(({ previousRect, currentRect }) => [previousRect, currentRect]);
    const moves = sources.map(({ previousRect: from, currentRect: to }) =>
      Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y)),
    );
    const area = rects.reduce((sum, { width, height }) => sum + width * height, 0);
    const share = area / (innerWidth * innerHeight);
    return (share * Math.max(...moves)) / Math.max(innerWidth, innerHeight);
  };
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries() as Shift[]) {
      const elsewhere = sources.filter(isElsewhere);
      if (elsewhere.length === 0) continue;
      // A slow page draws a list's new order and another change at once.
      const isMixed = elsewhere.length < sources.length;
      shifts.push(isMixed ? Math.min(value, scoreOf(elsewhere)) : value);
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
