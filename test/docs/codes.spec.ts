import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';

/** What stands alone in a cell of a table, or at the end of a heading. */
const LISTED = /\| `([a-z-]+)` *(?=\|)|^### .*`([a-z-]+)`$/gm;
const matches = readFileSync('docs/codes.md', 'utf8').matchAll(LISTED);
const listed = new Set([...matches].map(([, cell, heading]) => cell ?? heading));

/** The words of a union of strings in a source file. */
function wordsOf(file: string, beginning: string): string[] {
  const source = readFileSync(file, 'utf8');
  const union = source.slice(source.indexOf(beginning)).split(';', 1)[0]!;
  return [...union.matchAll(/'([a-z-]+)'/g)].map(([, word]) => word!);
}

for (const [what, file, beginning, count] of [
  ['state', 'src/monitor/status.ts', 'type MonitorState =', 7],
  ['code of a status', 'src/monitor/status.ts', 'type StatusCode =', 7],
  ['code of a verdict', 'src/monitor/verdict.ts', 'type VerdictCode =', 7],
  ['code of a suspension', 'src/monitor/suspension.ts', 'type SuspendedCode =', 12],
  ['code of a notice', 'src/monitor/notices.ts', 'readonly code:', 10],
] as const) {
  test(`docs/codes.md lists every ${what}`, () => {
    const words = wordsOf(file, beginning);
    expect(words.length).toBeGreaterThanOrEqual(count);
    expect(words.filter((word) => !listed.has(word))).toEqual([]);
  });
}
