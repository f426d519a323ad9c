import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';
import { type SketchKernel, sketchSpaceOf } from '../../src/core/fleet/sketchSpace.js';
import { Reference } from '../../src/core.js';

const FILE = fileURLToPath(
  new URL('../../public/models/mobilenet_v1_1.0_224/reference.safetensors', import.meta.url),
);

const pause = () => undefined;

/** The sketch space of the reference that ships with the demo: MobileNet's features of 600 photos. */
export async function shippedReference(): Promise<{
  readonly kernel: SketchKernel;
  readonly space: SketchSpace;
}> {
  const reference = await Reference.fromFile(new Blob([await readFile(FILE)]));
  const { features, landmarks, id } = reference;
  const kernel: SketchKernel = {
    features,
    landmarks,
    kernel: 'gaussian',
    bandwidth: await reference.medianBandwidth('gaussian'),
  };
  return { kernel, space: await sketchSpaceOf(kernel, { referenceId: id, pause }) };
}
