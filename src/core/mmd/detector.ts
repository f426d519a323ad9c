import { BackendMismatchError } from '../base/errors.js';
import type { DeviceRows, FeatureRows } from '../base/rows.js';
import { createEngine } from './createEngine.js';
import type {
  ComputePlace,
  DeviceCompute,
  EngineBandwidth,
  EngineRows,
  MmdEngine,
} from './engine.js';
import type { Kernel } from './kernel.js';
import { type MmdOutcome, mmdOutcome } from './outcome.js';
import { type Permutations, permutationSplits } from './splits.js';
import { witnessScores } from './statistic.js';

/** What a detector is made of; sizes are fixed for its life. */
export interface MmdDetectorConfig {
  readonly reference: FeatureRows;
  readonly windowSize: number;
  readonly kernel: Kernel;
  readonly bandwidth: EngineBandwidth;
  readonly permutations: Permutations;
  readonly seed: number;
  readonly compute: ComputePlace;
  /** Needed where `compute` is `'backend'`. */
  readonly device?: DeviceCompute | undefined;
  /** Told when the streamed statistics were found to differ from recomputed ones, once. */
  readonly onDisagreement?: (error: BackendMismatchError) => void;
}

/** Rows between two recomputations that check the streamed statistics. */
const CHECK_EVERY = 4_000;

/** Largest difference that rounding explains: ten times what was seen after 10,000 rows. */
const DISAGREEMENT = 3e-7;

/** An outcome with the evidence it rests on. */
export interface MmdDetails extends MmdOutcome {
  /** Leave-one-out witness of each window slot; the most negative is the most unlike the reference. */
  readonly witness: Float32Array | Float64Array;
  /** The statistic of each permutation: the null distribution. */
  readonly nullStatistics: Float32Array | Float64Array;
  /** What was asked to be read alongside. */
  readonly alongside?: Float32Array;
}

/**
 * The kernel two-sample test of a live window against one reference. Rows are written into the
 * window's slots as they come; a test is complete at any time, and exact.
 */
export class MmdDetector {
  readonly compute: ComputePlace;
  /** Splits compared with the observed one. */
  readonly permutations: number;
  readonly #engine: MmdEngine;
  readonly #onDisagreement: ((error: BackendMismatchError) => void) | undefined;
  readonly #referenceSize: number;
  #written = 0;
  #hasDisagreed = false;

  constructor(config: MmdDetectorConfig) {
    const { reference, windowSize, kernel, bandwidth, permutations, seed, compute } = config;
    this.#onDisagreement = config.onDisagreement;
    this.#referenceSize = reference.count;
    const splits = permutationSplits(reference.count, windowSize, permutations, seed);
    const parts = { reference, windowSize, kernel, bandwidth, splits };
    const { engine, compute: place } = createEngine(parts, compute, config.device);
    this.#engine = engine;
    this.compute = place;
    this.permutations = splits.count - 1;
  }

  /** Puts rows into window slots; see {@link MmdEngine.write}. */
  write(rows: EngineRows, slot: number): void {
    this.#engine.write(rows, slot);
    this.#written += 'values' in rows ? rows.count : rows.shape[0];
  }

  /** Makes the next test recompute everything from the rows. */
  invalidate(): void {
    this.#engine.invalidate();
  }

  /**
   * Tests the window as it is; all its slots must have been written once.
   *
   * @param alongside Rows on the backend to be read in the same readback.
   */
  async test(alongside?: DeviceRows): Promise<MmdDetails> {
    const streamed = await this.#read(alongside);
    // What is not a number would stay in the streamed sums after its row has gone.
    if (!Number.isFinite(streamed.mmd2)) this.#engine.invalidate();
    if (this.#written < CHECK_EVERY) return streamed;
    this.#written = 0;
    this.#engine.invalidate();
    const recomputed = await this.#read();
    this.#compare(streamed, recomputed);
    return { ...streamed, ...recomputed };
  }

  dispose(): void {
    this.#engine.dispose();
  }

  async #read(alongside?: DeviceRows): Promise<MmdDetails> {
    const { sums, ...reading } = await this.#engine.read(alongside);
    const precision = this.compute === 'backend' ? 'float32' : 'float64';
    return {
      ...reading,
      ...mmdOutcome({ ...reading, sums, referenceSize: this.#referenceSize, precision }),
      witness: witnessScores(sums, this.#referenceSize),
      nullStatistics: (reading.fused ?? reading.statistics).subarray(1),
    };
  }

  #compare(streamed: MmdDetails, recomputed: MmdDetails): void {
    const step = 1 / (1 + recomputed.nullStatistics.length);
    const isClose =
      Math.abs(streamed.mmd2 - recomputed.mmd2) <= DISAGREEMENT &&
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
