import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { installDependencies, run } from '../../scripts/build/installed.js';
import { packedPackage } from './packedPackage.js';

/** Installs an app as its lock file says, where that is not done, and the packed package in it. */
export async function install(folder: string, ...options: readonly string[]): Promise<void> {
  installDependencies(folder, options);
  await unpackInto(join(folder, 'node_modules/tfjs-drift'));
}

/** The package as it would be published; a lock file cannot know its digest. */
export async function unpackInto(folder: string): Promise<void> {
  const { tarball } = await packedPackage();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('tar', ['-xzf', resolve(tarball), '--strip-components=1'], folder);
}
