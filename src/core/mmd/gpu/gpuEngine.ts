import { DisposedError, TimeoutError } from '../../base/errors.js';
import { patiently } from '../../base/patience.js';
import type { FeatureRow, FeatureRows } from '../../base/rows.js';
import { type Frame, frameOf, frameRow } from '../../math/frame.js';
import {
  type EngineConfig,
  type EngineReading,
  type EngineRows,
  type MmdEngine,
  type ReadRequest,
  streamLimit,
} from '../engine.js';
import { BufferPool } from './bufferPool.js';
import { Commands, Readback, type ReadValues } from './commands.js';
import { deviceError, deviceErrorSoon, ofDevice } from './deviceErrors.js';
import { type DeviceLoss, lossOf } from './deviceLoss.js';
import { createBuffers, type EngineBuffers } from './engineBuffers.js';
import { compileShaders, type EngineShaders, type Recompute } from './engineShaders.js';
import { errorOf } from './errorScopes.js';
import { Intake } from './intake.js';
import { columnGroups } from './kernelShaders.js';
import { LiveRows } from './liveRows.js';
import { type Constants, parameterBuffer } from './parameters.js';
import { engineConstants, planSteps } from './plan.js';
import { WORKGROUP } from './program.js';
import { ReadingCheck } from './readingCheck.js';
import { computeLive, computeReference, type RecomputeParts } from './recompute.js';

/** What is known of a device. */
export interface GpuEngineOptions {
  /** Whether it is emulated on the CPU. */
  readonly software: boolean;
  /** How statistics are recomputed. @defaultValue `'gather'` on software, else `'product'` */
  readonly recompute?: Recompute;
}

/** Columns of the kernel matrix that are looked at after a recomputation, at most. */
const MOST_COLUMNS = 64;

/**
 * The permutation test on a `GPUDevice`, in float32, by the arithmetic of `CpuEngine`: two dispatches
 * stream a row into kernel matrix and statistics. What is summed over rows of the matrix is summed in
 * main memory, in float64, from the rows that changed: a test reads back those and the statistics.
 *
 * All buffers are made at once; a sample makes none. Commands are recorded as rows are written and
 * submitted with the reading that follows, or at the end of the running task's promise jobs.
 */
export class GpuEngine implements MmdEngine {
  readonly device: GPUDevice;
  readonly #config: EngineConfig;
  readonly #frame: Frame;
  readonly #constants: Constants;
  readonly #allocated: BufferPool;
  readonly #buffers: EngineBuffers;
  readonly #readback: Readback;
  readonly #shaders: EngineShaders;
  readonly #commands: Commands;
  readonly #recomputation: RecomputeParts;
  readonly #intake: Intake;
  readonly #check: ReadingCheck;
  readonly #liveRows: LiveRows;
  readonly #row: Float32Array<ArrayBuffer>;
  readonly #loss: DeviceLoss;
  #isStale = true;
  /** What the device refused since the last reading. */
  #refusal: { readonly message: string } | undefined;
  #reading: Promise<unknown> | undefined;
  #isDisposed = false;

  private constructor(
    device: GPUDevice,
    config: EngineConfig,
    recompute: Recompute,
    bind: Awaited<ReturnType<typeof compileShaders>>,
    allocated: BufferPool,
  ) {
    const { reference, windowSize, splits } = config;
    this.device = device;
    this.#config = config;
    this.#loss = lossOf(device);
    this.#frame = frameOf(reference);
    this.#constants = engineConstants(config, this.#frame.scale, recompute);
    const { stride, width, incomingWidth } = this.#constants;
    const plan = planSteps(this.#constants, recompute);
    this.#allocated = allocated;
    const parameters = parameterBuffer(allocated, this.#constants, plan.steps);
    this.#buffers = createBuffers(allocated, config, this.#frame, this.#constants);
    this.#readback = new Readback(
      allocated,
      splits.count + windowSize * stride + 2 * reference.count + 4 * incomingWidth,
    );
    this.#shaders = bind(parameters, this.#buffers);
    this.#commands = new Commands(device, (error) => {
      this.#isStale = true;
      this.#refusal ??= error;
    });
    this.#recomputation = {
      commands: this.#commands,
      shaders: this.#shaders,
      plan,
      constants: this.#constants,
      recompute,
    };
    this.#intake = new Intake(this.#constants, this.#buffers, this.#shaders);
    this.#check = new ReadingCheck(config, this.#constants);
    this.#liveRows = new LiveRows(this.#constants, this.#buffers, this.#readback, this.#check);
    this.#row = new Float32Array(4 * width);
  }

  /**
   * @throws {@link DeviceError} where the device refuses a shader, or has no memory for the buffers.
   * @throws {@link DeviceLostError} where it is lost.
   */
  static async create(
    device: GPUDevice,
    config: EngineConfig,
    { software, recompute = software ? 'gather' : 'product' }: GpuEngineOptions,
  ): Promise<GpuEngine> {
    const { kernel, projection, patience } = config;
    const allocated = new BufferPool(device);
    let engine: GpuEngine | undefined;
    try {
      const shaders = compileShaders(device, kernel, projection !== undefined, recompute);
      const bind = await patiently(shaders, 'The GPU', patience);
      const making = errorOf(device, () => {
        engine = new GpuEngine(device, config, recompute, bind, allocated);
      });
      const error = await patiently(making, 'The GPU', patience);
      if (engine && !error && engine.state !== 'lost') return engine;
      throw deviceError(device, error);
    } catch (error) {
      allocated.destroy();
      // A RangeError, for one, where there is no memory to map a buffer in.
      throw error instanceof TimeoutError ? deviceError(device, error) : ofDevice(device, error);
    }
  }

  /**
   * Whether what the engine holds is true: `'stale'` before the first {@link read}, after
   * {@link invalidate}, and after an error of a write or a read; `'lost'` once the device is.
   */
  get state(): 'current' | 'stale' | 'lost' {
    if (this.#loss.message !== undefined) return 'lost';
    return this.#isStale ? 'stale' : 'current';
  }

  /** @throws {@link DeviceError} where the device throws: what it holds is stale then. */
  write(rows: EngineRows, slot: number): boolean {
    if (this.#isDisposed) return true;
    try {
      return this.#writeNow(rows, slot);
    } catch (error) {
      this.#isStale = true;
      this.#commands.abandon();
      throw ofDevice(this.device, error);
    }
  }

  #writeNow(rows: EngineRows, slot: number): boolean {
    if ('values' in rows) {
      this.#writeFromMemory(rows, slot);
    } else {
      const loan = rows.device === this.device ? rows.lend() : undefined;
      if (!loan) return false;
      this.#intake.take(this.#commands, loan, rows.shape, slot);
    }
    const { windowSize } = this.#config;
    const count = 'values' in rows ? rows.count : rows.shape[0];
    if (count > streamLimit(windowSize)) this.#isStale = true;
    if (this.#isStale) return true;
    const pass = this.#commands.encoder.beginComputePass();
    for (let i = 0; i < count; i++) this.#stream(pass, (slot + i) % windowSize);
    pass.end();
    return true;
  }

  /**
   * See {@link MmdEngine.read}; one at a time, in the order of the calls.
   *
   * @throws {@link DeviceLostError} where the device is lost: what was on it is gone.
   * @throws {@link DeviceError} where it refused something since the last reading: all rows of the
   *   window must be written again.
   * @throws {@link BackendMismatchError} where what it computed is wrong: make another engine.
   */
  async read(request: ReadRequest = {}): Promise<EngineReading> {
    while (this.#reading) await this.#reading;
    const reading = this.#readNow(request);
    this.#reading = reading.catch(() => {});
    try {
      return await reading;
    } catch (error) {
      this.#isStale = true;
      throw ofDevice(this.device, error);
    } finally {
      this.#reading = undefined;
      if (this.#isDisposed) this.#destroy();
    }
  }

  invalidate(): void {
    this.#isStale = true;
  }

  /** A reading that is under way comes to its end. */
  dispose(): void {
    this.#isDisposed = true;
    if (!this.#reading) this.#destroy();
  }

  /** Of rows in main memory, which are framed in float64. */
  #writeFromMemory(rows: FeatureRows, slot: number): void {
    const { reference, windowSize } = this.#config;
    // What was recorded comes first; the queue's own writes would overtake it.
    this.#commands.submit();
    for (let i = 0; i < rows.count; i++) {
      const position = reference.count + ((slot + i) % windowSize);
      frameRow(this.#frame, rows, i, this.#row);
      const at = position * this.#row.byteLength;
      this.device.queue.writeBuffer(this.#buffers.pool, at, this.#row);
    }
  }

  /**
   * Streams one slot. That rows of other slots are in the pool already does no harm: the statistics
   * follow the matrix, whatever it is computed from.
   */
  #stream(pass: GPUComputePassEncoder, slot: number): void {
    const { size, splits } = this.#constants;
    this.#shaders.kernelColumn.run(pass, slot, columnGroups(size));
    this.#shaders.streamStatistics.run(pass, slot, Math.ceil(splits / WORKGROUP));
    this.#liveRows.change(slot);
  }

  async #readNow({ withLastRow, rowAt }: ReadRequest): Promise<EngineReading> {
    if (this.#isDisposed) throw new DisposedError('The engine was disposed of.');
    if (this.state === 'lost') throw deviceError(this.device);
    const isRecomputed = this.#isStale;
    const takeReference = isRecomputed ? this.#recompute() : undefined;
    const { encoder } = this.#commands;
    const { slots, take } = this.#liveRows.copy(encoder, isRecomputed);
    const part = this.#readback.copy(encoder, this.#buffers.statistics, 0, this.#constants.splits);
    const last = withLastRow ? this.#intake.copyLast(encoder, this.#readback) : undefined;
    this.#commands.submit();
    this.#isStale = false;
    const values = await this.#readValues();
    takeReference?.(values);
    await take(values);
    const statistics = values(part);
    const lastRow = last && { slot: last.slot, row: values(last.part) };
    const meantAt = (slot: number) => (slot === lastRow?.slot ? lastRow.row : rowAt?.(slot));
    this.#requireTrue(statistics, isRecomputed, slots, meantAt);
    return {
      statistics,
      sums: this.#liveRows.kernelSums(),
      witness: this.#liveRows.witness(),
      bandwidth: this.#config.bandwidth,
      shift: this.#constants.shift,
      ...(lastRow && { lastRow: lastRow.row }),
    };
  }

  /** @throws {@link BackendMismatchError} where the device did not compute what it was told to. */
  #requireTrue(
    statistics: Float32Array,
    isRecomputed: boolean,
    changed: readonly number[] | undefined,
    meantAt: (slot: number) => FeatureRow | undefined,
  ): void {
    const { windowSize } = this.#config;
    const slots = changed ?? Array.from({ length: windowSize }, (_, slot) => slot);
    const every = Math.ceil(slots.length / MOST_COLUMNS);
    for (const slot of slots.filter((_, at) => at % every === 0)) {
      const row = meantAt(slot);
      if (row) this.#check.requireColumn(row, this.#liveRows.row(slot));
    }
    const sums = this.#liveRows.kernelSums();
    this.#check.requireStatistics(statistics, isRecomputed, this.#liveRows.observed(), sums);
  }

  /** @returns What takes the sums over the reference's rows from the reading, if they are new. */
  #recompute(): ((values: ReadValues) => void) | undefined {
    let takeReference: ((values: ReadValues) => void) | undefined;
    if (!this.#liveRows.knowsReference) {
      computeReference(this.#recomputation);
      takeReference = this.#liveRows.copyReference(this.#commands.encoder);
    }
    computeLive(this.#recomputation);
    return takeReference;
  }

  /** What was read, where the device refused nothing since the last reading. */
  async #readValues(): Promise<ReadValues> {
    const answer = Promise.all([
      this.#readback.read().catch(() => undefined),
      this.#commands.checked(),
    ]);
    const { patience } = this.#config;
    const [values] = await patiently(answer, 'The GPU', patience).catch((error) => {
      if (!(error instanceof TimeoutError)) throw error;
      this.#refusal ??= error;
      return [];
    });
    const refusal = this.#refusal;
    this.#refusal = undefined;
    if (values && !refusal) return values;
    this.#isStale = true;
    throw await deviceErrorSoon(this.device, refusal);
  }

  #destroy(): void {
    this.#allocated.destroy();
  }
}
