import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where `pack.setup.ts` leaves what would be published. */
export const PACKAGE_FOLDER = join('dist', 'package');

/** What npm says of a tarball. */
export interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** What npm said of the tarball, and where it lies. */
export async function packedPackage(): Promise<Packed & { readonly tarball: string }> {
  const [packed] = JSON.parse(await readFile(join(PACKAGE_FOLDER, 'packed.json'), 'utf8'));
  return { ...packed, tarball: join(PACKAGE_FOLDER, packed.filename) };
}
