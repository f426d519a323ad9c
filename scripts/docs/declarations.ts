import { execFileSync } from 'node:child_process';

/** Writes the package's type declarations to a folder of their own. */
export function emitDeclarations(folder: string): void {
  execFileSync('npx', ['tsc', '-p', 'tsconfig.lib.json', '--outDir', folder], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
}
