import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'playwright/test';
import { Reference } from 'tfjs-drift';
import { packedPackage } from '../support/packedPackage.js';

/** Entries that need no tfjs, neither at run time nor for their types. */
const FREE = ['core', 'litert', 'mediapipe', 'onnx'];

const LIBRARY = 'dist/lib';

for (const entry of FREE) {
  test(`nothing that tfjs-drift/${entry} reaches imports tfjs`, () => {
    const code = reached(`${LIBRARY}/${entry}.js`);
    const types = reached(`${LIBRARY}/${entry}.d.ts`);
    expect(code.files.length).toBeGreaterThan(2);
    expect(types.files.length).toBeGreaterThan(10);
    expect([...code.packages, ...types.packages]).toEqual([]);
  });
}

test('it watches where nothing else is installed', async () => {
  const { tarball } = await packedPackage();
  const app = mkdtempSync(join(tmpdir(), 'tfjs-drift-core-'));
  try {
    const home = join(app, 'node_modules/tfjs-drift');
    mkdirSync(home, { recursive: true });
    execFileSync('tar', ['-xzf', resolve(tarball), '-C', home, '--strip-components=1']);
    writeFileSync(
      join(app, 'app.mjs'),
      `import { DriftMonitor, Reference } from 'tfjs-drift/core';
       const row = (shift) => Array.from({ length: 8 }, () => shift + Math.random());
       const reference = await Reference.fromFeatures(Array.from({ length: 200 }, () => row(0)));
       const monitor = new DriftMonitor({ reference, sampling: 'independent' });
       monitor.on('error', (error) => { throw error; });
       monitor.on('alarm', ({ compute }) => console.log('alarm', compute));
       for (let sample = 0; sample < 64; sample++) { monitor.observe(row(0.5)); await monitor.idle(); }
       await monitor.dispose();`,
    );
    expect(execFileSync('node', ['app.mjs'], { cwd: app, encoding: 'utf8' })).toMatch(
      /^alarm wasm/,
    );
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
});

test('a reference of one copy of the package is one for another', async () => {
  const copy = await import(pathToFileURL(resolve(LIBRARY, 'core.js')).href);
  const reference = await Reference.fromFeatures([[0], [1], [3], [7]]);
  expect(reference).toBeInstanceOf(copy.Reference);
  expect(reference.constructor).not.toBe(copy.Reference);
  const options = {
    reference,
    windowSize: 2,
    policy: copy.pValuePolicy(),
    sampling: 'independent',
  };
  const monitor = new copy.DriftMonitor(options);
  for (let row = 0; row < 4; row++) monitor.observe([row]);
  await monitor.idle();
  expect(monitor.status.tests).toBeGreaterThan(0);
  await monitor.dispose();
});

/** Files that one imports, in whatever way, and packages. */
function reached(entry: string): { files: string[]; packages: string[] } {
  const isType = entry.endsWith('.d.ts');
  const files = [entry];
  const packages = new Set<string>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
    for (const [, , to] of text.matchAll(/(\bfrom\s*|\bimport\s*\(?\s*)["']([^"'\s]+)["']/g)) {
      if (!to!.startsWith('.')) {
        packages.add(to!);
        continue;
      }
      const path = join(dirname(file), isType ? to!.replace(/\.js$/, '.d.ts') : to!);
      if (!files.includes(path)) files.push(path);
    }
  }
  return { files, packages: [...packages] };
}
