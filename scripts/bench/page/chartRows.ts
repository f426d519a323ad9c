import { Reference } from 'tfjs-drift';
import { DriftScatter } from 'tfjs-drift/charts';
import { gaussianRows } from '../../../e2e/lab/gaussianRows.js';
import { fitIsomapInWorker } from '../../../src/demo/map/isomapInWorker.js';
import type { Row } from '../rows/benchRow.js';
import { median } from '../rows/timing.js';
import { watchGaps } from './longestGap.js';

const WIDTH = 1_024;
const LIVE = 64;
const UPDATES = 60;

/** What the map costs the page: fitting beside it, and each update with one new live row. */
export async function chartRows(size: number): Promise<Row[]> {
  const reference = await Reference.fromFeatures(gaussianRows(1, size, WIDTH));
  const start = performance.now();
  const stalls = watchGaps();
  const map = await fitIsomapInWorker(reference, new AbortController().signal);
  const fitMs = performance.now() - start;
  const stallMs = stalls.stop();

  const canvas = document.body.appendChild(document.createElement('canvas'));
  canvas.style.cssText = 'width: 400px; height: 300px';
  const scatter = new DriftScatter(canvas, { projection: map });
  const live = gaussianRows(2, LIVE + UPDATES, WIDTH);
  await scatter.update(live.slice(0, LIVE));
  const updateStallsMs: number[] = [];
  for (let i = 1; i <= UPDATES; i++) {
    const stalls = watchGaps();
    await scatter.update(live.slice(i, i + LIVE));
    await new Promise(requestAnimationFrame);
    updateStallsMs.push(stalls.stop());
  }
  scatter.destroy();
  canvas.remove();
  map.close();
  const shared = { size: `${size}, ${LIVE}`, unit: 'ms' as const };
  return [
    { ...shared, name: 'isomap-fit-in-worker', value: fitMs, runs: 1 },
    { ...shared, name: 'longest-stall-while-fitting', value: stallMs, runs: 1 },
    { ...shared, name: 'stall-of-map-update', value: median(updateStallsMs), runs: UPDATES },
  ];
}
