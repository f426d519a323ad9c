import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { samplesOf } from '../../e2e/docs/samples.js';

/** What a sample said on the console. */
export interface Said {
  readonly level: 'info' | 'warn' | 'error';
  readonly text: string;
}

const LEVELS = ['info', 'warn', 'error'] as const;

/**
 * Runs a sample of the documentation in Node, to its end.
 *
 * @param containing What tells the sample from others of the page.
 */
export async function ranInNode(page: string, containing: string): Promise<Said[]> {
  const sample = samplesOf(page).find(({ code }) => code.includes(containing));
  if (!sample) throw new Error(`${page} has no sample with '${containing}'.`);
  mkdirSync('.cache/run', { recursive: true });
  const file = resolve(`.cache/run/${page.replaceAll('/', '-')}.${sample.line}.node.ts`);
  writeFileSync(file, sample.code);
  const said: Said[] = [];
  const own = { ...console };
  for (const level of LEVELS) {
    console[level] = (...words: unknown[]) => said.push({ level, text: words.join(' ') });
  }
  try {
    await import(pathToFileURL(file).href);
  } finally {
    Object.assign(console, own);
  }
  return said;
}
