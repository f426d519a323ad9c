import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import type { DeviceRows, FeatureRows } from '../../src/core/base/rows.js';
import { fitPca, projectRows } from '../../src/core/math/pca.js';
import { mmdTestFloat64 } from '../../src/core/mmd/float64Test.js';
import { GpuEngine } from '../../src/core/mmd/gpu/gpuEngine.js';
import { copyGpuRows } from '../../src/core/mmd/gpu/gpuRows.js';
import { drawSplits } from '../../src/core/mmd/splits.js';
import { failure } from './failure.js';

const [REFERENCE_SIZE, WINDOW_SIZE, WIDTH] = [30, 8, 6];

const random = normal(seededRandom(3));

function rows(count: number, width = WIDTH): FeatureRows {
  return { values: Float32Array.from({ length: count * width }, random), count, width };
}

/** A device of its own, for what makes it unusable. `errors` are those that nobody was told. */
async function ownEngine() {
  const device = await (await navigator.gpu.requestAdapter())!.requestDevice();
  const errors: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => errors.push(error.message));
  const config = {
    reference: rows(REFERENCE_SIZE),
    windowSize: WINDOW_SIZE,
    kernel: 'gaussian' as const,
    bandwidth: 3,
    splits: drawSplits(REFERENCE_SIZE, WINDOW_SIZE, 99, 5),
  };
  const create = () => GpuEngine.create(device, config, { software: true });
  return { device, errors, config, create, engine: await create() };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

/** What an engine says while its device is destroyed under a reading. */
export async function lossOfDevice() {
  const { device, errors, create, engine } = await ownEngine();
  const states: string[] = [engine.state];
  engine.write(rows(WINDOW_SIZE), 0);
  await engine.read();
  states.push(engine.state);
  engine.invalidate();
  states.push(engine.state);
  engine.write(rows(1), 0);
  const reading = failure(() => engine.read());
  device.destroy();
  const failures = [await reading, await failure(() => engine.read()), await failure(create)];
  states.push(engine.state);
  engine.write(rows(1), 1);
  engine.dispose();
  await settled();
  return { states, failures, errors };
}

/** What an engine says of rows whose buffer cannot be read, and once all are written again. */
export async function refusedRows() {
  const { device, errors, config, engine } = await ownEngine();
  engine.write(rows(WINDOW_SIZE), 0);
  await engine.read();
  let released = 0;
  const destroyed = device.createBuffer({ size: 4 * WIDTH, usage: 0x4 });
  destroyed.destroy();
  const lent = (buffer: GPUBuffer | undefined) =>
    ({
      shape: [1, WIDTH],
      device,
      lend: () => buffer && { buffer, release: () => released++ },
    }) as unknown as DeviceRows;
  const taken = [engine.write(lent(undefined), 1), engine.write(lent(destroyed), 1)];
  const failures = [await failure(() => engine.read())];
  const states: string[] = [engine.state];
  // Nobody reads: the commands go with the task, and the loan is given back.
  engine.write(lent(destroyed), 1);
  await settled();
  failures.push(await failure(() => engine.read()));
  const window = rows(WINDOW_SIZE);
  engine.write(window, 0);
  const { statistics } = await engine.read();
  states.push(engine.state);
  const exact = await mmdTestFloat64(config.reference, window, config);
  const error = Math.abs(statistics[0]! - exact.statistics[0]!);
  engine.dispose();
  return { taken, failures, states, released, error, errors };
}

/** Readings that overlap with each other, with writes and with the end. */
export async function overlappingReads() {
  const { errors, config, engine } = await ownEngine();
  const window = rows(WINDOW_SIZE);
  engine.write(window, 0);
  const readings: Promise<unknown>[] = [];
  for (let i = 0; i < 2 * WINDOW_SIZE; i++) {
    readings.push(engine.read());
    const row = rows(1);
    window.values.set(row.values, (i % WINDOW_SIZE) * WIDTH);
    engine.write(row, i % WINDOW_SIZE);
    if (i % 5 === 0) engine.invalidate();
  }
  await Promise.all(readings);
  const { statistics, witness } = await engine.read();
  const exact = await mmdTestFloat64(config.reference, window, config);
  const error = largestError([...statistics, ...witness], [...exact.statistics, ...exact.witness]);
  engine.write(rows(1), 0);
  const last = failure(() => engine.read());
  engine.dispose();
  const ends = [await last, await failure(() => engine.read())];
  await settled();
  return { error, ends, errors };
}

/** The error of a statistic about 1, of rows far from the reference, after 4,000 of them. */
export async function longDrift() {
  const [referenceSize, windowSize] = [500, 100];
  const { device, engine } = await ownEngine();
  engine.dispose();
  const splits = drawSplits(referenceSize, windowSize, 99, 5);
  const reference = rows(referenceSize);
  const config = { reference, windowSize, kernel: 'gaussian' as const, bandwidth: 4, splits };
  const drifted = await GpuEngine.create(device, config, { software: true });
  const window = rows(windowSize);
  for (let i = 0; i < window.values.length; i++) window.values[i]! += 4;
  drifted.write(window, 0);
  await drifted.read();
  for (let i = 0; i < 4_000; i++) {
    const row = rows(1);
    for (let t = 0; t < WIDTH; t++) row.values[t]! += 4;
    window.values.set(row.values, (i % windowSize) * WIDTH);
    drifted.write(row, i % windowSize);
  }
  const { statistics } = await drifted.read();
  drifted.dispose();
  const exact = await mmdTestFloat64(reference, window, config);
  return { mmd2: statistics[0]!, error: Math.abs(statistics[0]! - exact.statistics[0]!) };
}

/** Rows that are projected on the device, against the same in float64. */
export async function projectedRows(recompute: 'gather' | 'product') {
  const { device, engine } = await ownEngine();
  engine.dispose();
  const [width, windowSize] = [33, 20];
  const projection = await fitPca(rows(60, width), { components: 7, whiten: true });
  const reference = projectRows(projection, rows(40, width));
  const splits = drawSplits(40, windowSize, 199, 5);
  const config = { reference, windowSize, kernel: 'gaussian' as const, bandwidth: 4, splits };
  const projecting = await GpuEngine.create(
    device,
    { ...config, projection },
    { software: true, recompute },
  );
  const window = rows(windowSize, width);
  let slot = 0;
  let error = 0;
  for (const count of [windowSize, 1, 1, 2, windowSize - 1, 1, 3]) {
    const batch = rows(count, width);
    for (let i = 0; i < count; i++) {
      const row = batch.values.subarray(i * width, (i + 1) * width);
      window.values.set(row, ((slot + i) % windowSize) * width);
    }
    const buffer = device.createBuffer({ size: batch.values.byteLength, usage: 0x4 | 0x8 });
    device.queue.writeBuffer(buffer, 0, batch.values as Float32Array<ArrayBuffer>);
    const onDevice = copyGpuRows({ buffer, count, width }, device);
    projecting.write(onDevice, slot);
    onDevice.dispose();
    slot = (slot + count) % windowSize;
    const { statistics, lastRow } = await projecting.read({ withLastRow: true });
    const exact = await mmdTestFloat64(reference, projectRows(projection, window), config);
    error = Math.max(error, largestError(statistics, exact.statistics));
    // As it came, to the last bit.
    error += largestError(lastRow!, batch.values.subarray(-width));
  }
  projecting.dispose();
  return error;
}

function largestError(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (found.length !== expected.length) return Number.NaN;
  return Array.from(found).reduce(
    (largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)),
    0,
  );
}
