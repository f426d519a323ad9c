import { writeFileSync } from 'node:fs';
import { decode } from 'fast-png';
import gifenc from 'gifenc';
import type { Browser, Page } from 'playwright';

const { GIFEncoder, quantize, applyPalette } = gifenc;

const VIEWPORT = { width: 1280, height: 920 };
const SCALE = 0.75;
const EVERY_MS = 400;
const FRAMES = 38;
/** Frames before the photos are blurred. */
const CALM = 10;
/** The last that a frame may have stands for what is as it was. */
const COLOURS = 255;

/**
 * Films the demo for fifteen seconds, while photos are blurred and the monitor raises its alarm.
 *
 * @param begin Waits until it is worth looking at.
 */
export async function takeFilm(
  browser: Browser,
  url: string,
  begin: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await browser.newPage({
    viewport: VIEWPORT,
    deviceScaleFactor: SCALE,
    colorScheme: 'light',
  });
  await page.goto(url);
  await begin(page);
  const shots: Uint8Array[] = [];
  for (let frame = 0; frame < FRAMES; frame++) {
    const start = performance.now();
    if (frame === CALM) await page.getByLabel('Gaussian blur').check();
    shots.push(rgbaOf(await page.screenshot()));
    await page.waitForTimeout(Math.max(0, EVERY_MS - (performance.now() - start)));
  }
  await page.close();
  writeFileSync('docs/images/demo.gif', gifOf(shots));
}

function rgbaOf(png: Buffer): Uint8Array {
  const { data, channels } = decode(png);
  if (channels === 4) return Uint8Array.from(data);
  const rgba = new Uint8Array((data.length / 3) * 4).fill(255);
  for (let pixel = 0; pixel < data.length / 3; pixel++) {
    rgba.set(data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4);
  }
  return rgba;
}

function gifOf(shots: readonly Uint8Array[]): Uint8Array {
  const [width, height] = [VIEWPORT.width * SCALE, VIEWPORT.height * SCALE];
  const [first, last] = [shots[0]!, shots.at(-1)!];
  const both = new Uint8Array(first.length + last.length);
  both.set(first);
  both.set(last, first.length);
  const palette = [...quantize(both, COLOURS), [0, 0, 0]];
  const same = palette.length - 1;
  const gif = GIFEncoder();
  let before: Uint8Array | undefined;
  for (const [frame, shot] of shots.entries()) {
    const index = applyPalette(shot, palette.slice(0, same));
    const known = before;
    gif.writeFrame(
      known ? index.map((at, i) => (at === known[i] ? same : at)) : index,
      width,
      height,
      {
        palette: frame === 0 ? palette : undefined,
        delay: EVERY_MS,
        transparent: true,
        transparentIndex: same,
        dispose: 1,
      },
    );
    before = index;
  }
  gif.finish();
  return gif.bytes();
}
