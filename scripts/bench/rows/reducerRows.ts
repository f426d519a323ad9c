import { MmdDetector } from '../../../src/core/mmd/detector.js';
import type { ComputePlace } from '../../../src/core/mmd/engine.js';
import { reducedReference } from '../../../src/core/mmd/reducedReference.js';
import { type Row, rowsOf } from './benchRow.js';
import {
  engineConfig,
  middle,
  placeFor,
  placePrefix,
  repetitionsOn,
  sizeName,
  startedDetector,
  windowRows,
} from './problem.js';
import { streamedSample } from './streaming.js';
import { alternately } from './timing.js';

const [COMPONENTS, RUNS] = [128, 5];

/** One streamed sample with a reducer before the test and without one, of the same reference. */
export async function reducerRows(compute: ComputePlace): Promise<Row[]> {
  const raw = await startedDetector(middle, compute);
  const reduced = await startedReducedDetector(compute);
  const repetitions = repetitionsOn[compute];
  const times = await alternately(
    {
      raw: { task: streamedSample(raw, middle), repetitions },
      reduced: { task: streamedSample(reduced, middle), repetitions },
    },
    RUNS,
  );
  raw.dispose();
  reduced.dispose();
  const prefix = placePrefix[compute];
  const ratio = times.raw / times.reduced;
  const shared = { size: sizeName(middle), runs: RUNS };
  return [
    ...rowsOf({ [`${prefix}reducer-vs-raw-streaming`]: ratio }, { ...shared, unit: '×' }),
    ...rowsOf({ [`${prefix}reducer-streaming-ms`]: times.reduced }, { ...shared, unit: 'ms' }),
  ];
}

async function startedReducedDetector(compute: ComputePlace): Promise<MmdDetector> {
  const { reference, windowSize, kernel } = engineConfig(middle);
  const options = { components: COMPONENTS, whiten: true };
  const { rows, reducer } = await reducedReference(reference, options, 0);
  const detector = await MmdDetector.create({
    reference: rows,
    windowSize,
    kernel,
    // About the median distance of whitened rows, whose components have variance 1.
    bandwidth: Math.sqrt(2 * COMPONENTS),
    permutations: middle.permutations,
    seed: 0,
    compute,
    reducer,
    ...placeFor(compute),
  });
  detector.write(windowRows(middle), 0);
  await detector.test();
  return detector;
}
