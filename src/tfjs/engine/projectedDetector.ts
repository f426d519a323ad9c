import { Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { type PcaReducer, projectRows } from '../../core/math/pca.js';
import { MmdDetector, type MmdDetectorConfig, type MmdEvidence } from '../../core/mmd/detector.js';
import type { EngineRows } from '../../core/mmd/engine.js';
import { type BackendProjection, backendProjection } from './backendProjection.js';

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
