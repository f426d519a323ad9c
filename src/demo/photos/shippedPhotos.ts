import type { ReferencePicture } from '../reference/referenceInUse.js';
import type { Source } from '../sources/source.js';
import type { DisturbanceName } from '../stream/disturbance.js';

/** Photos that come with the page: shots of museum photos, a camera's way over them, or CIFAR-10. */
export const photosNames = ['museum', 'pan', 'cifar10'] as const;
export type PhotosName = (typeof photosNames)[number];

/** What each disturbance makes of a photo; several photos are to be shown side by side. */
export type Samples = (kind: DisturbanceName | 'clean') => readonly ImageData[];

/** Photos that come with the page, and what is normal among them. */
export interface ShippedPhotos {
  readonly name: PhotosName;
  /** Of the reference that was made of them. */
  readonly referenceFile: string;
  /** What a row of that reference shows. */
  readonly referencePicture: (row: number) => ReferencePicture;
  /** @param seed Of their order. */
  readonly stream: (seed: number) => Source;
  /** @param seed The stream's. */
  readonly samples: (seed: number) => Samples;
}

/** The first so many photos say what is normal; the live stream takes others. */
export const REFERENCE_SIZE = 600;

/** A severity that shows well on a small picture, and the noise that all of them have. */
export const SAMPLE = { severity: 4, seed: 1 } as const;
