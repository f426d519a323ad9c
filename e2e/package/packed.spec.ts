import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { expect, test } from 'playwright/test';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { type Packed, packedPackage } from '../support/packedPackage.js';

let packed: Packed;
let tarball: Uint8Array;

test.beforeAll(async () => {
  const found = await packedPackage();
  packed = found;
  tarball = readFileSync(found.tarball);
});

test('holds the library, its types and the starters, and neither the demo nor its models, photos or tests', () => {
  const paths = packed.files.map(({ path }) => path);
  const others = paths.filter((path) => !/^(dist\/lib|docs)\//.test(path)).sort();
  expect(others).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'NOTICE',
    'README.md',
    'package.json',
    'src/fleet/sketch.schema.json',
    'src/reports/report.schema.json',
  ]);
  const [starters, library] = [true, false].map((isStarter) =>
    paths.filter((path) => path.startsWith('docs/starters/') === isStarter),
  );
  expect(
    library!.filter((path) => /demo|photos|public|mobilenet_v1|\.bin$|\.spec\./.test(path)),
  ).toEqual([]);
  const code = ['belt.js', 'index.html', 'main.js'];
  expect(starters!.map((path) => path.replace('docs/starters/', '')).sort()).toEqual(
    [
      ...code.map((file) => `onnx/${file}`),
      'onnx/public/model/parts.onnx',
      ...code.map((file) => `tfjs/${file}`),
      'tfjs/public/model/model.json',
      'tfjs/public/model/weights.bin',
    ].sort(),
  );
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  for (const entry of Object.values(exports).filter((value) => typeof value === 'object')) {
    for (const file of Object.values(entry as Record<string, string>)) {
      expect(paths).toContain(file.replace('./', ''));
    }
  }
});

test('links of its README lead to pages that are in it', () => {
  const paths = packed.files.map(({ path }) => path);
  const readme = readFileSync('README.md', 'utf8');
  const links = [...readme.matchAll(/[^!]\[[^\]]*\]\(([^)#\s]+)/g)].map(([, to]) => to!);
  const relative = links.filter((link) => !/^\w+:/.test(link));
  expect(relative.length).toBeGreaterThan(10);
  expect(relative.filter((link) => !paths.includes(link))).toEqual([]);
});

test('publint finds nothing', async () => {
  const { buffer, byteOffset, byteLength } = tarball;
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball: bytes }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
});

test('the types are found and right, as an ES module, by bundlers and by Node', async () => {
  const result = await checkPackage(createPackageFromTarballData(tarball));
  if (!result.types) throw new Error('The package has no types.');
  // The package is for browsers and ES modules alone: old ways to require it are none.
  const problems = result.problems.filter(
    (problem) =>
      !('resolutionKind' in problem) ||
      problem.resolutionKind === 'bundler' ||
      problem.resolutionKind === 'node16-esm',
  );
  expect(problems.filter(({ kind }) => kind !== 'CJSResolvesToESM')).toEqual([]);
});
