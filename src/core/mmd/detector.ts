import { BackendMismatchError } from '../base/errors.js';
import { type PcaReducer, projectRows } from '../math/pca.js';
import type { EngineBandwidth } from './bandwidth.js';
import { type ComputeDevice, createEngine } from './createEngine.js';
import type {
  ComputePlace,
  EngineConfig,
  EngineReading,
  EngineRows,
  MmdEngine,
  ReadRequest,
} from './engine.js';
import { type MmdOutcome, mmdOutcome } from './outcome.js';
import { type Permutations, permutationSplits } from './splits.js';

/** What a detector is made of; sizes are fixed for its life. */
export interface MmdDetectorConfig
  extends Omit<EngineConfig<EngineBandwidth>, 'splits' | 'projection'> {
  readonly permutations: Permutations;
  readonly seed: number;
  readonly compute: ComputePlace;
  /** Needed where `compute` is `'webgpu'`. */
  readonly gpu?: ComputeDevice | undefined;
  /** What live rows go through first; the reference has been through it. */
  readonly reducer?: PcaReducer | undefined;
  /** Told when the streamed statistics were found to differ from recomputed ones, once. */
  readonly onDisagreement?: ((error: BackendMismatchError) => void) | undefined;
}

/** Rows between two recomputations that check the streamed statistics. */
const CHECK_EVERY = 4_000;

/**
 * Largest difference that rounding explains: ten times what was seen in main memory after 10,000 rows; on
 * a GPU, whose statistics are float32, some times the .45e-6 that were seen after 4,000.
 */
const DISAGREEMENT = { memory: 3e-7, gpu: 2e-6 };

/** An outcome with the evidence it rests on. */
export interface MmdDetails extends MmdOutcome, Pick<EngineReading, 'witness' | 'lastRow'> {
  /** The statistic of each permutation: the null distribution. */
  readonly nullStatistics: Float32Array | Float64Array;
}

/**
 * The kernel two-sample test of a live window against one reference. Rows are written into the
 * window's slots as they come; a test is complete at any time, and exact.
 */
export class MmdDetector {
  /** Where it computes: `'typescript'` also where `'wasm'` was asked for and cannot be had. */
  readonly compute: ComputePlace;
  /** Splits compared with the observed one. */
  readonly permutations: number;
  readonly #engine: MmdEngine;
  readonly #reducer: PcaReducer | undefined;
  readonly #onDisagreement: ((error: BackendMismatchError) => void) | undefined;
  #written = 0;
  #hasDisagreed = false;

  private constructor(
    engine: MmdEngine,
    compute: ComputePlace,
    permutations: number,
    { reducer, onDisagreement }: MmdDetectorConfig,
  ) {
    this.#engine = engine;
    this.compute = compute;
    this.permutations = permutations;
    this.#reducer = reducer;
    this.#onDisagreement = onDisagreement;
  }

  static async create(config: MmdDetectorConfig): Promise<MmdDetector> {
    const { permutations, seed, reducer, ...rest } = config;
    const splits = permutationSplits(rest.reference.count, rest.windowSize, permutations, seed);
    const parts = { ...rest, splits, projection: reducer };
    const { engine, compute } = await createEngine(parts, config.compute, config.gpu);
    return new MmdDetector(engine, compute, splits.count - 1, config);
  }

  /** Puts rows into window slots, projected where there is a reducer; see {@link MmdEngine.write}. */
  write(rows: EngineRows, slot: number): boolean {
    const given = this.#reducer && 'values' in rows ? projectRows(this.#reducer, rows) : rows;
    if (!this.#engine.write(given, slot)) return false;
    this.#written += 'values' in rows ? rows.count : rows.shape[0];
    return true;
  }

  /** Makes the next test recompute everything from the rows. */
  invalidate(): void {
    this.#engine.invalidate();
  }

  /**
   * Tests the window as it is; all its slots must have been written once.
   *
   * @throws BackendMismatchError where a device did not compute what it was told to.
   */
  async test(request: ReadRequest = {}): Promise<MmdDetails> {
    const streamed = await this.#read(request);
    // What is not a number would stay in the streamed sums after its row has gone.
    if (!Number.isFinite(streamed.mmd2)) this.#engine.invalidate();
    if (this.#written < CHECK_EVERY) return streamed;
    this.#written = 0;
    this.#engine.invalidate();
    const recomputed = await this.#read({});
    this.#compare(streamed, recomputed);
    return { ...streamed, ...recomputed };
  }

  dispose(): void {
    this.#engine.dispose();
  }

  async #read(request: ReadRequest): Promise<MmdDetails> {
    const reading = await this.#engine.read(request);
    const precision = this.compute === 'webgpu' ? 'float32' : 'float64';
    const { witness, lastRow, fused, statistics } = reading;
    return {
      ...mmdOutcome({ ...reading, precision }),
      witness,
      nullStatistics: (fused ?? statistics).subarray(1),
      ...(lastRow && { lastRow }),
    };
  }

  #compare(streamed: MmdDetails, recomputed: MmdDetails): void {
    const step = 1 / (1 + recomputed.nullStatistics.length);
    const { memory, gpu } = DISAGREEMENT;
    const isClose =
      Math.abs(streamed.mmd2 - recomputed.mmd2) <= (this.compute === 'webgpu' ? gpu : memory) &&
      Math.abs(streamed.pValue - recomputed.pValue) <= 2.5 * step;
    if (isClose || this.#hasDisagreed || !Number.isFinite(streamed.mmd2)) return;
    this.#hasDisagreed = true;
    this.#onDisagreement?.(
      new BackendMismatchError(
        `Streamed and recomputed tests differ: MMD² ${streamed.mmd2} and ${recomputed.mmd2}, p-value ` +
          `${streamed.pValue} and ${recomputed.pValue}. The recomputed ones count.`,
      ),
    );
  }
}
