import { getBackend } from '@tensorflow/tfjs-core';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import { loadPhotoSet } from '../../../src/demo/photos/photoSet.js';
import { type Row, rowsOf } from '../rows/benchRow.js';
import { alternately } from '../rows/timing.js';

const RUNS = 5;

/** Photos through a watched MobileNet, a test after each, against the bare one. */
export async function throughputRows(photosPerRun: number): Promise<Row[]> {
  const model = await loadMobileNet({ modelUrl: '/models/mobilenet_v1_1.0_224/model.json' });
  const file = await fetch('/models/mobilenet_v1_1.0_224/reference.safetensors');
  const reference = await Reference.fromFile(await file.blob());
  const windowSize = Math.min(100, 10 * photosPerRun);
  const monitor = new DriftMonitor({
    sampling: 'independent',
    reference,
    windowSize,
    permutations: 1_000,
  });
  const watched = monitor.wrap(model);
  const photos = await loadPhotoSet('/photos/cifar10');
  monitor.observe({
    values: reference.features.values.slice(0, windowSize * reference.width),
    width: reference.width,
  });
  await monitor.idle();
  let next = reference.size;
  const through = (classify: typeof model.classify) => async () => {
    for (let i = 0; i < photosPerRun; i++) {
      await classify(photos.photo(reference.size + (next++ % 600)));
    }
    await monitor.idle();
  };
  const ways = {
    bare: { task: through((photo) => model.classify(photo)) },
    watched: { task: through((photo) => watched.classify(photo)) },
  };
  // Code is still being compiled in the first photos of a page.
  for (const { task } of Object.values(ways)) await task();
  const times = await alternately(ways, RUNS);
  const { tests, lastVerdict } = monitor.status;
  await monitor.dispose();
  if (tests < RUNS * photosPerRun) throw new Error(`Only ${tests} tests ran.`);
  const test = [reference.size, windowSize, 1_000, reference.width].join(',');
  const size = `${test}, model on ${getBackend()}, tests on ${lastVerdict?.compute}`;
  const shared = { size, runs: RUNS };
  return [
    ...rowsOf(
      { 'wrapped-vs-bare-throughput': times.bare / times.watched },
      { ...shared, unit: '×' },
    ),
    ...rowsOf(
      {
        'bare-photo-ms': times.bare / photosPerRun,
        'wrapped-photo-ms': times.watched / photosPerRun,
      },
      { ...shared, unit: 'ms' },
    ),
  ];
}
