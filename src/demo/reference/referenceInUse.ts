import type { Reference } from 'tfjs-drift';

/** Where a reference is from. */
export type ReferenceOrigin =
  | { readonly kind: 'shipped' }
  | { readonly kind: 'recorded'; readonly from: string }
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'file'; readonly name: string };

/** An input of the reference, for people. */
export interface ReferencePicture {
  readonly picture: ImageData | OffscreenCanvas;
  /** What it shows, such as "Bird". */
  readonly label: string;
}

/** A reference with all that the page knows about it. */
export interface ReferenceInUse {
  readonly reference: Reference;
  readonly origin: ReferenceOrigin;
  /** The input of a row; undefined where only its features were kept. */
  readonly picture: (row: number) => ReferencePicture | undefined;
}

/** In few words, such as "CIFAR-10 photos". */
export function originText(origin: ReferenceOrigin): string {
  switch (origin.kind) {
    case 'shipped':
      return 'CIFAR-10, shipped';
    case 'recorded':
      return `${origin.from}, recorded here`;
    default:
      return origin.name;
  }
}
