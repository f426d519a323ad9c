import type { MobileNet } from '@tensorflow-models/mobilenet';
import { loadMobileNet } from 'tfjs-drift/mobilenet';
import type { BackendName, Settings } from '../settings/settings.js';
import { type LoadedPhotos, modelFolder, PhotoShelf } from './photoShelf.js';
import type { Stage } from './stages.js';
import { startBackend } from './startBackend.js';

/** What the demo needs before its first photo. */
export interface Parts {
  readonly model: MobileNet;
  readonly shelf: PhotoShelf;
  /** Those of the start. */
  readonly loaded: LoadedPhotos;
}

/** Loads all parts, and says which one is waited for. */
export async function loadParts(
  { backend, photos }: Pick<Settings, 'photos'> & { readonly backend: BackendName | undefined },
  onStage: (stage: Stage, share?: number) => void,
  onDeviceLost: (message: string) => void,
): Promise<Parts> {
  const shelf = new PhotoShelf();
  const loading = shelf.load(photos);
  // What goes wrong with them is told when it is their turn.
  loading.catch(() => {});
  onStage('backend');
  await startBackend(backend, onDeviceLost);
  onStage('model');
  const model = await loadMobileNet({
    modelUrl: `${modelFolder}/model.json`,
    onProgress: (share) => onStage('model', share),
  });
  onStage(photos === 'cifar10' ? 'cifar10' : 'museum');
  return { model, shelf, loaded: await loading };
}

/** The GPU, and with it the model, is gone. */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}
