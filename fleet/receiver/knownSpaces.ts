import { InvalidOptionError } from '../../src/core/base/errors.js';
import { type FeatureMap, featureMapOf } from '../../src/core/fleet/featureMap.js';
import { LANDMARKS } from '../../src/core/fleet/landmarks.js';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';
import type { FleetStore } from '../store/fleetStore.js';

export interface KnownSpace {
  readonly space: SketchSpace;
  readonly map: FeatureMap;
}

/** Spaces that the store has, with what sketches are checked by. */
export class KnownSpaces {
  readonly #store: Pick<FleetStore, 'spaces' | 'putSpace'>;
  readonly #spaces = new Map<string, KnownSpace>();

  constructor(store: Pick<FleetStore, 'spaces' | 'putSpace'>) {
    this.#store = store;
  }

  get(sketchId: string): KnownSpace | undefined {
    return this.#spaces.get(sketchId);
  }

  /** Reads what other receivers were given. */
  async refresh(): Promise<void> {
    for (const space of await this.#store.spaces()) await this.#add(space);
  }

  /** @throws InvalidOptionError for what is no space, SpaceConflictError for another one of the same id. */
  async put(value: unknown): Promise<void> {
    const space = requireSpace(value);
    // Before it is kept, as this finds a matrix that is none.
    const map = await mapOf(space);
    await this.#store.putSpace(space);
    this.#spaces.set(space.sketchId, { space, map });
  }

  async #add(space: SketchSpace): Promise<void> {
    if (this.#spaces.has(space.sketchId)) return;
    this.#spaces.set(space.sketchId, { space, map: await mapOf(space) });
  }
}

function mapOf(space: SketchSpace): Promise<FeatureMap> {
  return featureMapOf(space, { pause: () => undefined });
}

function requireSpace(value: unknown): SketchSpace {
  const { sketchId, referenceId, kernel, bandwidth, referenceSize, landmarks } = (value ??
    {}) as Partial<SketchSpace>;
  const { kernelMatrix, referenceMean } = (value ?? {}) as Partial<SketchSpace>;
  const size = Array.isArray(landmarks) ? landmarks.length : 0;
  const isRow = (row: unknown): boolean =>
    Array.isArray(row) && row.length === size && row.every(Number.isFinite);
  const wrong = [
    ['sketchId', typeof sketchId === 'string' && /^[0-9a-f]{16}$/.test(sketchId)],
    ['referenceId', isName(referenceId)],
    ['kernel', isName(kernel)],
    ['bandwidth', Number.isFinite(bandwidth) && bandwidth! > 0],
    ['referenceSize', Number.isSafeInteger(referenceSize) && referenceSize! >= 2],
    ['landmarks', size >= 1 && size <= LANDMARKS && landmarks!.every(isIndex)],
    [
      'kernelMatrix',
      Array.isArray(kernelMatrix) && kernelMatrix.length === size && kernelMatrix.every(isRow),
    ],
    ['referenceMean', isRow(referenceMean)],
  ].find(([, isRight]) => !isRight)?.[0];
  if (wrong === undefined) {
    return {
      sketchId: sketchId!,
      referenceId: referenceId!,
      kernel: kernel!,
      bandwidth: bandwidth!,
      referenceSize: referenceSize!,
      landmarks: landmarks!,
      kernelMatrix: kernelMatrix!,
      referenceMean: referenceMean!,
    };
  }
  throw new InvalidOptionError(
    `${wrong}: that of a sketch space, as the reference's file and \`sketchSpace\` give it, was expected.`,
  );
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= 128;
}

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
