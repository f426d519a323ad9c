import type { Reference } from 'tfjs-drift';
import type { Source } from '../sources/source.js';

/** What a reference was made of. */
type Shown = Pick<Source, 'kind' | 'title'>;

/** Where a reference is from. */
export type ReferenceOrigin =
  /** Beside the model, in that file. */
  | { readonly kind: 'shipped'; readonly from: Shown; readonly file: string }
  | { readonly kind: 'recorded'; readonly from: Shown }
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

/** In few words, such as "Museum photos, shipped". */
export function originText(origin: ReferenceOrigin): string {
  switch (origin.kind) {
    case 'shipped':
      return `${origin.from.title}, shipped`;
    case 'recorded':
      return `${origin.from.title}, recorded here`;
    default:
      return origin.name;
  }
}

/** Whether a reference was made of what a source shows. */
export type Provenance = 'same source' | 'other source' | 'unknown';

/** Whether a reference of that origin was made of what a source shows. */
export function provenanceFor(origin: ReferenceOrigin, source: Shown): Provenance {
  if (origin.kind === 'saved' || origin.kind === 'file') return 'unknown';
  const { from } = origin;
  if (from.kind !== source.kind) return 'other source';
  if (from.kind === 'photos') return from.title === source.title ? 'same source' : 'other source';
  // Opened once more, a source may show another folder, window or place.
  return from === source ? 'same source' : 'unknown';
}
