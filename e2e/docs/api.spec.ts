import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import * as main from 'tfjs-drift';
import * as projection from 'tfjs-drift/projection';
import * as reports from 'tfjs-drift/reports';
import { apiPage } from '../../scripts/docs/apiPage.js';
import { emitDeclarations } from '../../scripts/docs/declarations.js';

test('docs/api.md says what the types say; `npm run docs` writes it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-types-'));
  try {
    emitDeclarations(folder);
    const { text, names } = apiPage(folder);
    expect(readFileSync('docs/api.md', 'utf8')).toBe(text);
    // What is there at run time is the proof that no export was overlooked.
    expect(names.get('tfjs-drift')).toEqual(expect.arrayContaining(Object.keys(main)));
    expect(names.get('tfjs-drift/projection')).toEqual(
      expect.arrayContaining(Object.keys(projection)),
    );
    expect(names.get('tfjs-drift/reports')).toEqual(expect.arrayContaining(Object.keys(reports)));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
