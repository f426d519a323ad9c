import type { Sampling } from 'tfjs-drift';
import type { PhotoHead } from '../photos/photoHead.js';
import type { Disturbance } from '../stream/disturbance.js';

/** Where pictures come from. */
export const sourceKinds = ['photos', 'camera', 'files', 'screen', 'video'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** A picture as it comes, before any disturbance. */
export interface Picture {
  /** Counts the pictures of the source, from 1. */
  readonly number: number;
  /** 224 × 224. */
  readonly image: ImageData;
  /** What to write beside it, such as "The photo shows" and "Bird". */
  readonly caption: string;
  readonly label: string;
  /** What the model may call it, by the first names of its classes, where that is known. */
  readonly right?: readonly string[];
}

/** A stream of pictures. */
export interface Source {
  readonly kind: SourceKind;
  /** What it is, in few words, such as "CIFAR-10". */
  readonly title: string;
  /** What to call one picture. */
  readonly noun: 'photo' | 'frame' | 'image';
  /** How pictures follow each other. */
  readonly sampling: Sampling;
  /** How many pictures there are until the end; undefined where they go on. */
  readonly size: number | undefined;
  /** What tells its pictures by the model's features, in place of the model's own classes. */
  readonly head?: PhotoHead;
  /** Pictures that a reference is to be made of, where these are not simply the next ones. */
  readonly referencePictures?: Iterable<Picture> & { readonly size: number };
  /**
   * The next picture; undefined at the end. Only photos take notice of the disturbance, where it is
   * one of which photos come.
   *
   * @throws SourceError where no more can come, e.g. of a camera that was unplugged.
   */
  next(disturbance: Disturbance): Promise<Picture | undefined>;
  /** Begins anew, where there is an end. */
  rewind(): void;
  /** Gives back camera or files. */
  close(): void;
}

/** "1 photo", "40 photos" */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** "All 40 photos were seen." */
export function allSeen(count: number, noun: string): string {
  return count === 1 ? `The only ${noun} was seen.` : `All ${counted(count, noun)} were seen.`;
}

/** A source gives no pictures: `title` says so in few words, the message says why and what to do. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly title: string;

  constructor(title: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.title = title;
  }
}
