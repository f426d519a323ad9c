import {
  matMul,
  mul,
  reshape,
  sub,
  sum,
  Tensor,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { type PcaReducer, projectRows } from '../../core/math/pca.js';
import { MmdDetector, type MmdDetectorConfig, type MmdEvidence } from '../../core/mmd/detector.js';
import type { EngineRows } from '../../core/mmd/engine.js';

/**
 * A detector of projected rows that is given whole ones: each is projected where it is, in main
 * memory or on the backend, before it goes into its slot.
 */
export class ReducedDetector implements Pick<MmdDetector, keyof MmdDetector> {
  readonly compute: MmdDetector['compute'];
  readonly permutations: number;
  readonly #detector: MmdDetector;
  readonly #reducer: PcaReducer;
  #onBackend: BackendProjection | undefined;

  /** @param config Its reference is projected already. */
  constructor(config: MmdDetectorConfig, reducer: PcaReducer) {
    this.#detector = new MmdDetector(config);
    this.#reducer = reducer;
    this.compute = this.#detector.compute;
    this.permutations = this.#detector.permutations;
  }

  write(rows: EngineRows, slot: number): void {
    if (!(rows instanceof Tensor)) {
      this.#detector.write(projectRows(this.#reducer, rows), slot);
      return;
    }
    this.#onBackend ??= backendProjection(this.#reducer);
    const projected = this.#onBackend.project(rows);
    this.#detector.write(projected, slot);
    projected.dispose();
  }

  invalidate(): void {
    this.#detector.invalidate();
  }

  test(alongside?: Tensor2D): Promise<MmdEvidence> {
    return this.#detector.test(alongside);
  }

  dispose(): void {
    this.#detector.dispose();
    this.#onBackend?.dispose();
  }
}

/** What `projectRows` does, in float32 on the app's tfjs backend, for rows that are there already. */
interface BackendProjection {
  /** @returns Shape [rows, k]; the caller's, as the rows are. */
  project(rows: Tensor2D): Tensor2D;
  dispose(): void;
}

function backendProjection({ mean, components }: PcaReducer): BackendProjection {
  const { values, count, width } = components;
  const centre = tensor1d(mean);
  const axes = tensor2d(values, [count, width]);
  return {
    project: (rows) =>
      tidy(() => {
        // The mean is taken off first: what it adds to a product would cost most of float32's digits.
        const centred = sub<Tensor2D>(rows, centre);
        if (rows.shape[0] > 1) return matMul<Tensor2D>(centred, axes, false, true);
        // A matrix product's tiles would be idle but for one row; on a software adapter this takes
        // a seventh of its time.
        return reshape(sum(mul(axes, centred), 1), [1, count]);
      }),
    dispose() {
      centre.dispose();
      axes.dispose();
    },
  };
}
