import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { Reference } from 'tfjs-drift';
import { blocksOf } from './samples.js';

const blocks = blocksOf('docs/recipes/python-reference.md', 'python');

function python(code: string, input = '', cwd?: string) {
  return spawnSync('python3', ['-c', code], { input, encoding: 'utf8', ...(cwd ? { cwd } : {}) });
}

test('Python samples are Python', () => {
  test.skip(python('').status !== 0, 'there is no python3');
  expect(blocks.length).toBeGreaterThanOrEqual(4);
  for (const block of [...blocks, ...blocksOf('docs/recipes/litert.md', 'python')]) {
    expect(python('import ast, sys; ast.parse(sys.stdin.read())', block).stderr).toBe('');
  }
});

test('a reference made by the Python recipe is read', async () => {
  const missing = python('import numpy, safetensors').status !== 0;
  test.skip(missing, 'there is no python3 with numpy and safetensors');
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-python-'));
  try {
    expect(python(blocks[0]!, '', folder).stderr).toBe('');
    const file = readFileSync(join(folder, 'reference.safetensors'));
    const reference = await Reference.fromFile(file);
    expect(reference).toMatchObject({ size: 200, width: 16, preprocessing: 'resize 224, [0, 1]' });
    expect(Number.isNaN(Date.parse(reference.createdAt))).toBe(false);
    // Rows of 16 standard normal values are about √32 apart.
    expect(reference.bandwidth).toBeGreaterThan(5);
    expect(reference.bandwidth).toBeLessThan(6.3);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
