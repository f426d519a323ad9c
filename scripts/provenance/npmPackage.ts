import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A published npm package, pinned to the bytes that were looked at when a script was written. */
export interface NpmPackage {
  name: string;
  version: string;
  /** Subresource integrity of the tarball, as the registry publishes it. */
  integrity: string;
}

export interface FetchedPackage {
  /** Folder that holds the package's own files. */
  directory: string;
  tarballSha256: string;
}

const CACHE = join(tmpdir(), 'tfjs-drift-packages');

/**
 * Downloads and unpacks a package outside the checkout, or takes the copy of an earlier run.
 * A plain dependency would put 180 MB into every contributor's node_modules for a one-off job.
 */
export function fetchPackage({ name, version, integrity }: NpmPackage): FetchedPackage {
  const stem = `${name.replace('@', '').replace('/', '-')}-${version}`;
  const tarball = join(CACHE, `${stem}.tgz`);
  const unpacked = join(CACHE, stem);
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(tarball)) {
    execFileSync('npm', ['pack', `${name}@${version}`, '--silent'], { cwd: CACHE });
  }

  const bytes = readFileSync(tarball);
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) {
    rmSync(tarball);
    throw new Error(
      `${name}@${version}: expected integrity ${integrity}, the tarball has ${found}. It was deleted; run again.`,
    );
  }

  rmSync(unpacked, { recursive: true, force: true });
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
  return {
    directory: unpacked,
    tarballSha256: createHash('sha256').update(bytes).digest('hex'),
  };
}
