import { execFileSync } from 'node:child_process';
import { BUDGET } from './size/budget.js';
import { measure } from './size/measure.js';
import { subpaths } from './size/subpaths.js';

/**
 * Prints what each subpath of the package weighs:
 *
 *     npm run size
 */

execFileSync('npm', ['run', 'build:lib'], { stdio: 'ignore', shell: process.platform === 'win32' });
for (const { subpath, first, later } of await measure(subpaths())) {
  const rest = later > 0 ? `, ${later.toFixed(1)} kB when needed` : '';
  console.log(
    `${subpath.padEnd(24)}${first.toFixed(1).padStart(6)} kB of ${BUDGET[subpath]}${rest}`,
  );
}
