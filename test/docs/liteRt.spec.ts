import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { tapLiteRt } from 'tfjs-drift/litert';
import { classifier } from '../support/liteRtModel.js';
import { sampleFile } from '../support/ranInNode.js';

test('a tap is made at build time, by a file of Node', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-tap-'));
  try {
    writeFileSync(join(folder, 'mine.tflite'), classifier());
    const inFolder = (code: string) =>
      code.replace(/'(mine\S*)'/g, (_, name) => JSON.stringify(join(folder, name)));
    const file = sampleFile('docs/recipes/litert.md', 'tap.mjs', inFolder);
    execFileSync('node', ['--import', 'tsx', file]);
    const tapped = readFileSync(join(folder, 'mine.tapped.tflite'));
    expect(tapped).toEqual(Buffer.from(tapLiteRt(classifier(), { output: 'hidden' })));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
