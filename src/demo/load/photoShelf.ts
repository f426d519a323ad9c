import { Reference } from 'tfjs-drift';
import { loadMuseumPictures, type MuseumPicture } from '../photos/museumPictures.js';
import { PhotoHead } from '../photos/photoHead.js';
import { loadPhotoSet } from '../photos/photoSet.js';
import type { PhotosName, ShippedPhotos } from '../photos/shippedPhotos.js';
import type { ReferenceInUse } from '../reference/referenceInUse.js';
import { museumPhotos, panOverMuseum } from '../sources/museumStream.js';
import { cifarPhotos } from '../sources/photos.js';

/** Photos, and the reference that was made of them, or why it is not there. */
export interface LoadedPhotos {
  readonly photos: ShippedPhotos;
  readonly shipped: ReferenceInUse | { readonly missing: string };
}

const root = import.meta.env.BASE_URL;

/** The folder of model and references. */
export const modelFolder = `${root}models/mobilenet_v1_1.0_224`;

/** The photos that come with the page, each fetched once, when it is first asked for. */
export class PhotoShelf {
  readonly #photos = new Map<PhotosName, Promise<ShippedPhotos>>();
  readonly #references = new Map<string, Promise<LoadedPhotos['shipped']>>();
  #pictures: Promise<readonly MuseumPicture[]> | undefined;

  /** @throws PhotosUnavailableError where they cannot be had; the next call tries again. */
  async load(name: PhotosName): Promise<LoadedPhotos> {
    const photos = await kept(this.#photos, name, () => this.#load(name));
    const shipped = await kept(this.#references, photos.referenceFile, () =>
      loadShippedReference(modelFolder, photos),
    );
    if ('missing' in shipped) this.#references.delete(photos.referenceFile);
    return { photos, shipped };
  }

  async #load(name: PhotosName): Promise<ShippedPhotos> {
    try {
      if (name === 'cifar10') {
        const head = PhotoHead.load(`${root}models/cifar10_head/head.safetensors`);
        return cifarPhotos(...(await Promise.all([loadPhotoSet(`${root}photos/cifar10`), head])));
      }
      const loading = this.#pictures ?? loadMuseumPictures(`${root}photos/museum`);
      this.#pictures = loading;
      const pictures = await loading;
      return name === 'pan' ? panOverMuseum(pictures) : museumPhotos(pictures);
    } catch (cause) {
      this.#pictures = undefined;
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new PhotosUnavailableError(message, { cause });
    }
  }
}

/** What was made before; a failure is forgotten. */
function kept<Key, Value>(
  made: Map<Key, Promise<Value>>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const before = made.get(key);
  if (before) return before;
  const making = make();
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

/** The photos of the demo are missing or broken. */
class PhotosUnavailableError extends Error {
  override name = 'PhotosUnavailableError';
}

/** The reference that lies beside the model, or why there is none. */
async function loadShippedReference(
  folder: string,
  { referenceFile: file, referencePicture: picture, stream }: ShippedPhotos,
): Promise<ReferenceInUse | { readonly missing: string }> {
  const url = `${folder}/${file}`;
  try {
    const response = await fetch(url);
    if (!response.ok) return { missing: `No reference was found at '${url}'.` };
    const reference = await Reference.fromFile(await response.blob());
    const { kind, title } = stream(0);
    return { reference, origin: { kind: 'shipped', from: { kind, title }, file }, picture };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
