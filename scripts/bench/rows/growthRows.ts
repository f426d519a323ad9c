import type { ComputePlace } from '../../../src/core/mmd/engine.js';
import type { Row } from './benchRow.js';
import {
  middle,
  placePrefix,
  repetitionsOn,
  type Size,
  sizeName,
  startedDetector,
} from './problem.js';
import { streamedSample } from './streaming.js';
import { median, milliseconds } from './timing.js';

const RUNS = 5;

/** How the cost of one streamed sample grows with each size, all others as in the middle one. */
export async function growthRows(compute: ComputePlace): Promise<Row[]> {
  const rows: Row[] = [];
  const variants: Size[] = [
    ...[250, 500, 1_000, 2_000].map((n) => ({ ...middle, n })),
    ...[500, 2_000, 4_000].map((permutations) => ({ ...middle, permutations })),
    ...[256, 512, 2_048].map((d) => ({ ...middle, d })),
  ];
  for (const size of variants) {
    const detector = await startedDetector(size, compute);
    const streamed = streamedSample(detector, size);
    const repetitions = repetitionsOn[compute];
    await milliseconds(streamed, repetitions);
    const times = [];
    for (let run = 0; run < RUNS; run++) times.push(await milliseconds(streamed, repetitions));
    detector.dispose();
    const name = `growth-${placePrefix[compute]}streaming-ms`;
    rows.push({ name, size: sizeName(size), value: median(times), unit: 'ms', runs: RUNS });
  }
  return rows;
}
