import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'playwright/test';
import type { MonitorNotice } from 'tfjs-drift';
import { sampleTap } from '../../src/monitor/sample.js';

/** An `<img>` as far as it is asked here. */
const image = (width: number, height: number) => ({
  width,
  height,
  naturalWidth: 800,
  naturalHeight: 600,
});

async function noticesOf(
  imageSize: 'natural' | undefined,
  inputs: readonly unknown[],
): Promise<MonitorNotice[]> {
  const notices: MonitorNotice[] = [];
  const tap = sampleTap({
    isOpen: () => true,
    wantsLogits: false,
    keepThumbnails: undefined,
    clock: () => 0,
    push: () => {},
    onError: () => {},
    onLost: () => {},
    onMissed: () => {},
    reference: { imageSize },
    onNotice: (notice) => notices.push(notice),
  });
  for (const input of inputs) tap.onInput?.(input);
  // The part that says so is loaded when it is needed.
  await import('../../src/monitor/imageSize.later.js');
  await setTimeout();
  return notices;
}

test('an <img> at another size than its own is noticed once, beside a reference of images', async () => {
  const thumbnails = [image(800, 600), image(64, 48), image(64, 48)];
  expect(await noticesOf('natural', thumbnails)).toMatchObject([
    {
      code: 'image-size',
      message: expect.stringMatching(/800 × 600 came, which tfjs reads at .* 64 × 48/),
    },
  ]);
  expect(await noticesOf(undefined, thumbnails)).toEqual([]);
  const others = [image(800, 600), { width: 64, height: 48 }, undefined, null, 'x'];
  expect(await noticesOf('natural', others)).toEqual([]);
});
