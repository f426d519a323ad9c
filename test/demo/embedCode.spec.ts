import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { type Embedding, embedCode } from '../../src/demo/code/embedCode.js';
import type { ReferenceOrigin } from '../../src/demo/reference/referenceInUse.js';
import {
  backendNames,
  bandwidthNames,
  computeNames,
  defaultSettings,
  kernelNames,
  policyNames,
} from '../../src/demo/settings/settings.js';
import { sourceKinds } from '../../src/demo/sources/source.js';

const origins: readonly ReferenceOrigin[] = [
  {
    kind: 'shipped',
    from: { kind: 'photos', title: 'Museum photos' },
    file: 'museum.safetensors',
  },
  { kind: 'recorded', from: { kind: 'camera', title: 'Camera' } },
  { kind: 'saved', name: "line 3's \\ new\nlamp" },
  { kind: 'file', name: 'mine.safetensors' },
];

const plain: Embedding = {
  settings: defaultSettings,
  source: 'photos',
  sampling: 'independent',
  origin: origins[0],
  isFleet: false,
};

/** Each value of each setting at least once. */
const embeddings: readonly Embedding[] = [
  ...sourceKinds.map((source) => ({ ...plain, source })),
  ...[undefined, ...origins].map((origin) => ({ ...plain, origin })),
  { ...plain, isFleet: true },
  ...[
    ...[undefined, ...backendNames].flatMap((backend) =>
      computeNames.map((compute) => ({ backend, compute })),
    ),
    ...policyNames.map((policy) => ({ policy })),
    ...kernelNames.map((kernel) => ({ kernel })),
    ...[...bandwidthNames, 12.5].map((bandwidth) => ({ bandwidth })),
    { window: 64, alarms: 100_000, permutations: 499, seed: 3, speed: Infinity },
  ].map((changes) => ({ ...plain, settings: { ...defaultSettings, ...changes } })),
];

test('the code for each configuration compiles in the strictest form', () => {
  test.setTimeout(120_000);
  const root = process.cwd();
  const folder = test.info().outputPath('code');
  mkdirSync(folder, { recursive: true });
  embeddings.forEach((embedding, i) => {
    writeFileSync(join(folder, `embed${i}.ts`), embedCode(embedding));
  });
  const config = { extends: join(root, 'tsconfig.json'), include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  expect(() => execFileSync('node', [tsc, '-p', folder], { encoding: 'utf8' })).not.toThrow();
});

test('a configuration of defaults is short, and others name what differs', () => {
  const code = embedCode(plain);
  expect(code.split('\n').length).toBeLessThan(32);
  expect(code).toContain("sampling: 'independent'");
  expect(code).not.toMatch(/kernel|bandwidth|permutations|policy|compute:|device/);
  expect(code).not.toContain('startSketches');
  expect(embedCode({ ...plain, isFleet: true })).toContain('startSketches(monitor, {');
  const camera = embedCode({ ...plain, source: 'camera', sampling: 'video' });
  expect(camera).not.toContain('sampling');
  expect(camera).toContain('getUserMedia({ video: true })');
  expect(camera).toContain('setTimeout(resolve, 250)');
});

test('a test on WebGPU is given a device of its own where tfjs brings none along', () => {
  const codeFor = (changes: Partial<Embedding['settings']>) =>
    embedCode({ ...plain, settings: { ...defaultSettings, compute: 'webgpu', ...changes } });
  expect(codeFor({ backend: 'webgpu' })).toContain("  compute: 'webgpu',\n  explain");
  expect(codeFor({ backend: 'webgpu' })).not.toContain('requestDevice');
  const onWasm = codeFor({ backend: 'wasm' });
  expect(onWasm).toContain('const device = await adapter?.requestDevice();');
  expect(onWasm).toContain("  compute: device ? 'webgpu' : 'auto',\n  device,\n  explain");
  const anywhere = codeFor({});
  expect(anywhere).toContain('const { backend } = await initBackend();');
  expect(anywhere).toContain("  compute: backend === 'webgpu' || device ? 'webgpu' : 'auto',\n");
  expect(codeFor({ compute: 'typescript' })).toContain("  compute: 'typescript',\n  explain");
});
