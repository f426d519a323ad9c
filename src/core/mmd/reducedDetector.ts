import type { DeviceRows } from '../base/rows.js';
import { type PcaReducer, projectRows } from '../math/pca.js';
import { type MmdDetails, MmdDetector, type MmdDetectorConfig } from './detector.js';
import type { DeviceCompute, DeviceProjection, EngineRows } from './engine.js';

/**
 * A detector of projected rows that is given whole ones: each is projected where it is, in main
 * memory or on the backend, before it goes into its slot.
 */
export class ReducedDetector implements Pick<MmdDetector, keyof MmdDetector> {
  readonly compute: MmdDetector['compute'];
  readonly permutations: number;
  readonly #detector: MmdDetector;
  readonly #reducer: PcaReducer;
  readonly #device: DeviceCompute | undefined;
  #onBackend: DeviceProjection | undefined;

  /** @param config Its reference is projected already. */
  constructor(config: MmdDetectorConfig, reducer: PcaReducer) {
    this.#detector = new MmdDetector(config);
    this.#reducer = reducer;
    this.#device = config.device;
    this.compute = this.#detector.compute;
    this.permutations = this.#detector.permutations;
  }

  write(rows: EngineRows, slot: number): void {
    if ('values' in rows) {
      this.#detector.write(projectRows(this.#reducer, rows), slot);
      return;
    }
    this.#onBackend ??= this.#createProjection();
    const projected = this.#onBackend.project(rows);
    this.#detector.write(projected, slot);
    projected.dispose();
  }

  invalidate(): void {
    this.#detector.invalidate();
  }

  test(alongside?: DeviceRows): Promise<MmdDetails> {
    return this.#detector.test(alongside);
  }

  dispose(): void {
    this.#detector.dispose();
    this.#onBackend?.dispose();
  }

  #createProjection(): DeviceProjection {
    if (!this.#device) throw new TypeError('Nothing was given to project with on a backend.');
    return this.#device.createProjection(this.#reducer);
  }
}
