import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'playwright/test';
import { pages, samplesOf } from './samples.js';

const FOLDER = '.cache/samples';

test('every sample of README and docs compiles', () => {
  const samples = pages().flatMap(samplesOf);
  expect(samples.length).toBeGreaterThanOrEqual(25);
  rmSync(FOLDER, { recursive: true, force: true });
  for (const { page, line, language, code } of samples) {
    const file = join(FOLDER, `${page}.${line}.${language}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  }
  writeFileSync(join(FOLDER, 'tsconfig.json'), JSON.stringify(settings()));
  const { stdout, status } = spawnSync('npx', ['tsc', '-p', join(FOLDER, 'tsconfig.json')], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  // Line numbers are those of the page.
  expect(stdout.replaceAll(`${FOLDER}/`, '')).toBe('');
  expect(status).toBe(0);
});

function settings(): object {
  const root = (path: string): string => relative(FOLDER, resolve(path));
  return {
    extends: root('tsconfig.json'),
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      jsx: 'react-jsx',
      noUnusedLocals: false,
      noUnusedParameters: false,
      paths: {
        'tfjs-drift': [root('src/index.ts')],
        'tfjs-drift/*': [root('src/*.ts')],
      },
    },
    exclude: [],
    include: ['**/*', root('e2e/docs/ambient.d.ts')],
  };
}
