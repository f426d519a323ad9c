/** Sketches rows in a worker, and answers what became of them, and what went wrong. */
import { sketchedMonitor } from './sketchedMonitor.js';

addEventListener('message', async ({ data }: MessageEvent<{ url: string; count: number }>) => {
  const { sketches, errors, feed, set } = await sketchedMonitor(data.url, '2026-11-27T12:10:00Z');
  await feed(data.count);
  set('2026-11-27T13:00:00Z');
  await sketches.flush();
  postMessage({ total: sketches.total, errors });
});
