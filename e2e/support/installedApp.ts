import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packedPackage } from './packedPackage.js';

/** Without questions to the registry that have no part in installing. */
const QUICKLY = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];

/** Installs an app as its lock file says, where that is not done, and the packed package in it. */
export async function install(folder: string, ...options: readonly string[]): Promise<void> {
  if (!isInstalled(folder)) run('npm', ['ci', ...QUICKLY, ...options], folder);
  await unpackInto(join(folder, 'node_modules/tfjs-drift'));
}

/** npm leaves a lock file of its own in what it has installed. */
function isInstalled(folder: string): boolean {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs > statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** The package as it would be published; a lock file cannot know its digest. */
async function unpackInto(folder: string): Promise<void> {
  const { tarball } = await packedPackage();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run('tar', ['-xzf', resolve(tarball), '--strip-components=1'], folder);
}

export function run(command: string, args: readonly string[], folder = '.'): void {
  try {
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
  }
}
