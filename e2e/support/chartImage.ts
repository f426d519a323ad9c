import type { Page } from 'playwright/test';

/** A canvas for a chart, as an app would lay it out. */
export function addCanvas(page: Page, width = 480, height = 280): Promise<void> {
  return page.evaluate(
    ([width, height]) => {
      const frame = document.body.appendChild(document.createElement('div'));
      frame.style.cssText = `position: relative; width: ${width}px; height: ${height}px`;
      frame.append(document.createElement('canvas'));
    },
    [width, height] as const,
  );
}

/** Pixels of the page's first canvas close to a colour, each channel 0 to 255. */
export function pixelsLike(page: Page, colour: readonly [number, number, number]): Promise<number> {
  return page.evaluate((wanted) => {
    const canvas = document.querySelector('canvas')!;
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const context = copy.getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = 'white';
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (wanted.every((value, channel) => Math.abs(data[at + channel]! - value) < 8)) count++;
    }
    return count;
  }, colour);
}
