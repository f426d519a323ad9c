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

/** What an alarm says. */
export const ALARM = /do(?:es)? not look like (?:any part of )?the reference/;

let files = 0;

/** A sample of the documentation, written to a file of its own: Node keeps what it has imported. */
export function sampleFile(
  page: string,
  containing: string,
  edit = (code: string) => code,
): string {
  const sample = samplesOf(page).find(({ code }) => code.includes(containing));
  if (!sample) throw new Error(`${page} has no sample with '${containing}'.`);
  mkdirSync('.cache/run', { recursive: true });
  const file = resolve(`.cache/run/${page.replaceAll('/', '-')}.${sample.line}.node${files++}.ts`);
  writeFileSync(file, edit(sample.code));
  return file;
}

/**
 * Runs a sample of the documentation in Node, to its end.
 *
 * @param containing What tells the sample from others of the page.
 * @param given What it declares and is not there, and what it is to find in place of what Node has.
 * @returns What it said, and what it exports.
 */
export async function ranInNode(
  page: string,
  containing: string,
  { given = {}, edit }: { given?: object; edit?: (code: string) => string } = {},
): Promise<{ said: Said[]; exported: Record<string, unknown> }> {
  const file = sampleFile(page, containing, edit);
  const said: Said[] = [];
  const own = Object.getOwnPropertyDescriptors(globalThis);
  const ownConsole = { ...console };
  Object.assign(globalThis, given);
  for (const level of LEVELS) {
    console[level] = (...words: unknown[]) => said.push({ level, text: words.join(' ') });
  }
  console.table = () => {};
  try {
    return { said, exported: await import(pathToFileURL(file).href) };
  } finally {
    Object.assign(console, ownConsole);
    for (const name of Object.keys(given)) {
      delete (globalThis as Record<string, unknown>)[name];
      if (name in own) Object.defineProperty(globalThis, name, own[name]!);
    }
  }
}
