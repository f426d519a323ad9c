import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Without questions to the registry that have no part in installing. */
const QUICKLY = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'];

/** npm leaves a lock file of its own in what it has installed. */
export function isInstalled(folder: string): boolean {
  const installed = join(folder, 'node_modules/.package-lock.json');
  if (!existsSync(installed)) return false;
  return statSync(installed).mtimeMs > statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/** Installs a package's dependencies as its lock file says, where that is not done. */
export function installDependencies(folder: string, options: readonly string[] = []): void {
  if (!isInstalled(folder)) run('npm', ['ci', ...QUICKLY, ...options], folder);
}

/** @throws Error with what the command said. */
export function run(command: string, args: readonly string[], folder = '.'): void {
  try {
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
  }
}
