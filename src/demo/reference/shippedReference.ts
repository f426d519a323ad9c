import { Reference } from 'tfjs-drift';
import type { PhotoSet } from '../photos/photoSet.js';
import type { ReferenceInUse } from './referenceInUse.js';

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
