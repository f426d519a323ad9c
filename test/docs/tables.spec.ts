import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';

const pages = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'fleet/README.md',
  ...readdirSync('docs', { recursive: true })
    .map((path) => `docs/${path}`)
    .filter((path) => path.endsWith('.md') && !path.includes('node_modules')),
];

test('each row of a table in the documentation has as many cells as its head', () => {
  expect(pages.length).toBeGreaterThan(40);
  expect(pages.flatMap(unevenRows)).toEqual([]);
});

/** Rows of tables that have more or fewer cells than their head, as `page:line`. */
function unevenRows(page: string): string[] {
  const uneven: string[] = [];
  let head: number | undefined;
  let isCode = false;
  for (const [at, line] of readFileSync(page, 'utf8').split('\n').entries()) {
    if (line.startsWith('```')) isCode = !isCode;
    const cells = isCode || !line.startsWith('|') ? undefined : line.split(/(?<!\\)\|/).length;
    if (cells && head && cells !== head) uneven.push(`${page}:${at + 1}`);
    head = cells && (head ?? cells);
  }
  return uneven;
}
