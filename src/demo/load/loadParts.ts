import type { MobileNet } from '@tensorflow-models/mobilenet';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import { loadPhotoSet, type PhotoSet } from '../photos/photoSet.js';
import { loadShippedReference, type ReferenceInUse } from '../reference/referenceInUse.js';
import type { BackendName } from '../settings/settings.js';
import type { Stage } from './stages.js';
import { startBackend } from './startBackend.js';

/** What the demo needs before its first photo. */
export interface Parts {
  readonly photos: PhotoSet;
  readonly model: MobileNet;
  readonly shipped: ReferenceInUse | { readonly missing: string };
}

const root = import.meta.env.BASE_URL;
const modelFolder = `${root}models/mobilenet_v1_1.0_224`;

/** Loads one part after the other and says which. */
export async function loadParts(
  backend: BackendName | undefined,
  onStage: (stage: Stage, share?: number) => void,
  onDeviceLost: (message: string) => void,
): Promise<Parts> {
  onStage('backend');
  await startBackend(backend, onDeviceLost);
  onStage('photos');
  const photos = await loadPhotoSet(`${root}photos/cifar10`).catch((cause) => {
    throw new PhotosUnavailableError(cause instanceof Error ? cause.message : String(cause), {
      cause,
    });
  });
  onStage('model');
  const model = await loadMobileNet({
    modelUrl: `${modelFolder}/model.json`,
    onProgress: (share) => onStage('model', share),
  });
  onStage('reference');
  const shipped = await loadShippedReference(`${modelFolder}/reference.safetensors`, photos);
  return { photos, model, shipped };
}

/** The photos of the demo are missing or broken. */
class PhotosUnavailableError extends Error {
  override name = 'PhotosUnavailableError';
}

/** The GPU, and with it the model, is gone. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}
