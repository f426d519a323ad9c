import { medianDistance } from '../../../src/core/math/distances.js';
import { ReducedDetector } from '../../../src/core/mmd/reducedDetector.js';
import { reducedReference } from '../../../src/core/mmd/reducedReference.js';
import { tfjsCompute } from '../../../src/tfjs/engine/compute.later.js';
import type { Row } from './benchRow.js';
import { drawRows, middle, sizeName, startedDetector } from './problem.js';
import { streamedSample } from './streaming.js';
import { alternately, milliseconds } from './timing.js';

const [COMPONENTS, RUNS, REPETITIONS] = [128, 5, 20];

/** One streamed sample with a reducer before the test and without one, of the same reference. */
export async function reducerRows(compute: 'backend' | 'typescript'): Promise<Row[]> {
  const raw = await startedDetector(middle, compute);
  const reduced = await startedReducedDetector(compute);
  const [rawMs, reducedMs] = (await alternately(
    [raw, reduced].map((detector) => {
      const streamed = streamedSample(detector, middle);
      return () => milliseconds(streamed, REPETITIONS);
    }),
    RUNS,
  )) as [number, number];
  raw.dispose();
  reduced.dispose();
  const prefix = compute === 'backend' ? '' : 'cpu-';
  const shared = { size: sizeName(middle), runs: RUNS };
  return [
    {
      ...shared,
      name: `${prefix}reducer-vs-raw-streaming`,
      value: rawMs / reducedMs,
      unit: '×',
    },
    {
      ...shared,
      name: `${prefix}reducer-streaming-ms`,
      value: reducedMs / REPETITIONS,
      unit: 'ms',
    },
  ];
}

async function startedReducedDetector(compute: 'backend' | 'typescript'): Promise<ReducedDetector> {
  const { n, m, permutations, d } = middle;
  const options = { components: COMPONENTS, whiten: true };
  const { rows, reducer } = await reducedReference(drawRows(n, d, 1), options, 0);
  const detector = new ReducedDetector(
    {
      reference: rows,
      windowSize: m,
      kernel: 'gaussian',
      bandwidth: await medianDistance(rows),
      permutations,
      seed: 0,
      compute,
      device: tfjsCompute,
    },
    reducer,
  );
  detector.write(drawRows(m, d, 2), 0);
  await detector.test();
  return detector;
}
