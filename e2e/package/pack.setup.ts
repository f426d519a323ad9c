import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'playwright/test';
import { PACKAGE_FOLDER } from '../support/packedPackage.js';

test('the package is built and packed', () => {
  execFileSync('npm', ['run', 'build:lib'], { stdio: 'pipe' });
  rmSync(PACKAGE_FOLDER, { recursive: true, force: true });
  mkdirSync(PACKAGE_FOLDER, { recursive: true });
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', PACKAGE_FOLDER];
  writeFileSync(
    join(PACKAGE_FOLDER, 'packed.json'),
    execFileSync('npm', pack, { encoding: 'utf8' }),
  );
});
