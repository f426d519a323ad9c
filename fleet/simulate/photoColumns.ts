import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DriftError } from '../../src/core/base/errors.js';
import type { SketchSpace } from '../../src/core/fleet/sketch.js';

/** How a photo was taken: as it is, blurred, by little light, by very little. */
export const CONDITIONS = ['clean', 'blurred', 'dusk', 'dark'] as const;
export type Condition = (typeof CONDITIONS)[number];

/**
 * What the kernel is of real photos at each landmark: of 300 photos that are none of the reference's, in four
 * conditions, as MobileNet sees them. It is all that a sketch is made of, and in 150 kB.
 */
export interface PhotoColumns {
  readonly photos: number;
  readonly landmarks: number;
  /** Shape [photos, landmarks] each. */
  readonly columns: Readonly<Record<Condition, Float64Array>>;
}

interface Description {
  readonly sketchId: string;
  readonly photos: number;
}

const fileOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const DESCRIPTION = fileOf('photoColumns.json');
/** Kernel values as whole numbers of 1 / 65,535, little-endian, shape [conditions, photos, landmarks]. */
const VALUES = fileOf('photoColumns.bin');
const ONE = 65_535;

/** @throws DriftError where the file belongs to another space. */
export async function readPhotoColumns({
  sketchId,
  landmarks: { length: landmarks },
}: SketchSpace): Promise<PhotoColumns> {
  const told: Description = JSON.parse(await readFile(DESCRIPTION, 'utf8'));
  if (told.sketchId !== sketchId) {
    throw new DriftError(
      `${DESCRIPTION}: columns of the sketch space ${sketchId} were expected, those of ${told.sketchId} came. ` +
        'Run `npm run fleet-photos`.',
    );
  }
  const { buffer, byteOffset, byteLength } = await readFile(VALUES);
  const view = new DataView(buffer, byteOffset, byteLength);
  const size = told.photos * landmarks;
  const part = (at: number) =>
    Float64Array.from({ length: size }, (_, i) => view.getUint16(2 * (at * size + i), true) / ONE);
  const columns = Object.fromEntries(CONDITIONS.map((name, at) => [name, part(at)]));
  return { photos: told.photos, landmarks, columns: columns as PhotoColumns['columns'] };
}

export async function writePhotoColumns(
  { sketchId }: SketchSpace,
  { photos, landmarks, columns }: PhotoColumns,
): Promise<void> {
  const size = photos * landmarks;
  const view = new DataView(new ArrayBuffer(2 * size * CONDITIONS.length));
  for (const [at, condition] of CONDITIONS.entries()) {
    for (const [i, value] of columns[condition].entries()) {
      view.setUint16(2 * (at * size + i), Math.round(value * ONE), true);
    }
  }
  const told: Description = { sketchId, photos };
  await writeFile(VALUES, new Uint8Array(view.buffer));
  await writeFile(DESCRIPTION, `${JSON.stringify(told, null, 2)}\n`);
}
