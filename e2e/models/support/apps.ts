import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { packedPackage } from '../../support/packedPackage.js';

export const APPS = ['tfjs', 'onnx', 'litert', 'transformers', 'mediapipe'] as const;

export type AppName = (typeof APPS)[number];

/** Where an app lies, and where its built pages do. */
export function app(name: AppName): { readonly folder: string; readonly pages: string } {
  return { folder: join('e2e/models', name), pages: join('dist/models', name) };
}

/** Without questions to the registry that have no part in installing. */
const QUICKLY = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];

/** Installs an app as its lock file says, with the packed package, checks its types and builds its pages. */
export async function prepare(name: AppName): Promise<void> {
  const { folder } = app(name);
  if (!isInstalled(folder)) run('npm', ['ci', ...QUICKLY], folder);
  await unpackInto(join(folder, 'node_modules/tfjs-drift'));
  run('npx', ['tsc', '--project', folder]);
  run('npx', ['vite', 'build', folder, '--logLevel', 'error']);
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

function run(command: string, args: readonly string[], folder = '.'): void {
  try {
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
  }
}
