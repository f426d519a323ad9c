import { Reference } from 'tfjs-drift';
import type { PhotoSet } from '../photos/photoSet.js';
import type { Source } from '../sources/source.js';

/** Where a reference is from. */
export type ReferenceOrigin =
  | { readonly kind: 'shipped' }
  | { readonly kind: 'recorded'; readonly from: Pick<Source, 'kind' | 'title'> }
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
      return `${origin.from.title}, recorded here`;
    default:
      return origin.name;
  }
}

/** Whether a reference was made of what a source shows. */
export type Provenance = 'same source' | 'other source' | 'unknown';

/** Whether a reference of that origin was made of what a source shows. */
export function provenanceFor(
  origin: ReferenceOrigin,
  source: Pick<Source, 'kind' | 'title'>,
): Provenance {
  if (origin.kind === 'saved' || origin.kind === 'file') return 'unknown';
  const kind = origin.kind === 'shipped' ? 'photos' : origin.from.kind;
  if (kind !== source.kind) return 'other source';
  // Opened once more, a source may show another folder, window or place.
  const isSame = kind === 'photos' || (origin.kind === 'recorded' && origin.from === source);
  return isSame ? 'same source' : 'unknown';
}

/** The first so many photos say what is normal; the live stream takes the others. */
export const REFERENCE_SIZE = 600;

/** The reference that lies beside the model, or why there is none. */
export async function loadShippedReference(
  url: string,
  photos: PhotoSet,
): Promise<ReferenceInUse | { readonly missing: string }> {
  try {
    const response = await fetch(url);
    if (!response.ok) return { missing: `No reference was found at '${url}'.` };
    const reference = await Reference.fromFile(await response.blob());
    const picture = (row: number) => ({ picture: photos.photo(row), label: photos.label(row) });
    return { reference, origin: { kind: 'shipped' }, picture };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
