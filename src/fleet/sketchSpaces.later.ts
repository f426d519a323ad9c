import type { FeatureRow } from '../core/base/rows.js';
import { timeSlices } from '../core/base/tasks.js';
import { featureMapOf } from '../core/fleet/featureMap.js';
import { drawnNoise } from '../core/fleet/noisySums.js';
import type { SketchPrivacy, SketchSpace } from '../core/fleet/sketch.js';
import {
  landmarkColumns,
  type SketchKernel,
  sketchIdOf,
  sketchSpaceOf,
} from '../core/fleet/sketchSpace.js';
import type { Reference } from '../reference/reference.js';
import type { SketchSpaceOptions } from './sketchOptions.js';

/** What sketches of a reference are taken by. */
export interface Sketcher {
  readonly reference: Reference;
  readonly sketchId: string;
  readonly landmarks: number;
  /** A row's kernel at each landmark. */
  readonly columnOf: (row: FeatureRow) => Float64Array;
  /** Noise for one sketch; null where none is wanted. */
  readonly noise: () => number[] | null;
}

/** @throws InvalidFeaturesError where no bandwidth follows from the reference. */
async function kernelOf(
  reference: Reference,
  { kernel, bandwidth }: Required<SketchSpaceOptions>,
): Promise<SketchKernel> {
  const { features, landmarks } = reference;
  const wanted = bandwidth === 'median' ? await reference.medianBandwidth(kernel) : bandwidth;
  return { features, landmarks, kernel, bandwidth: wanted };
}

/** @throws InvalidFeaturesError where no bandwidth follows from the reference. */
export async function sketcherOf(
  reference: Reference,
  options: Required<SketchSpaceOptions> & {
    readonly privacy: SketchPrivacy | null;
    readonly random: () => number;
  },
): Promise<Sketcher> {
  const made = await kernelOf(reference, options);
  const columnOf = landmarkColumns(made);
  const { privacy, random } = options;
  const kernelMatrix = made.landmarks.map((row) => [...columnOf(made.features, row)]);
  const map = privacy && (await featureMapOf({ kernelMatrix }, { pause: timeSlices() }));
  return {
    reference,
    sketchId: sketchIdOf(made, reference.id),
    landmarks: made.landmarks.length,
    columnOf: (values) => columnOf({ values, count: 1, width: values.length }, 0),
    noise: () => map && [...drawnNoise(map, privacy!, random)],
  };
}

/** See `sketchSpaceOf` of `tfjs-drift/fleet`. */
export async function spaceOf(
  reference: Reference,
  options: Required<SketchSpaceOptions>,
): Promise<SketchSpace> {
  const made = await kernelOf(reference, options);
  return sketchSpaceOf(made, { referenceId: reference.id, pause: timeSlices() });
}
