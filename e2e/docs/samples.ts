import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Code of one page that belongs together. */
export interface Sample {
  /** Markdown file that it is in. */
  readonly page: string;
  /** Line of the page on which it begins, from 1. */
  readonly line: number;
  readonly language: 'ts' | 'tsx' | 'js';
  /** The page with all but the code blanked out, so that line numbers stay. */
  readonly code: string;
}

/** Markdown pages with samples; the interface's own is made from the types. */
export function pages(): string[] {
  const found = readdirSync('docs', { recursive: true, encoding: 'utf8' });
  const docs = found.filter((name) => name.endsWith('.md') && name !== 'api.md');
  return ['README.md', ...docs.map((name) => join('docs', name)).sort()];
}

/**
 * The samples of a page. A fence that says `ts continues` goes on where the one before it ended. What
 * a fragment needs is declared in a comment right before it, which readers do not see:
 * `<!-- given: declare const image: HTMLImageElement; -->`.
 */
export function samplesOf(page: string): Sample[] {
  const lines = readFileSync(page, 'utf8').split('\n');
  const samples: { line: number; language: Sample['language']; kept: string[] }[] = [];
  let given = '';
  for (let at = 0; at < lines.length; at++) {
    const [, opened] = /^<!-- given:(.*)$/.exec(lines[at]!) ?? [];
    if (opened !== undefined) {
      const end = lines.findIndex((line, index) => index >= at && line.endsWith('-->'));
      given = [opened, ...lines.slice(at + 1, end + 1)].join(' ').replace('-->', '');
      at = end;
      continue;
    }
    const fence = /^```(ts|tsx|js)( continues)?$/.exec(lines[at]!);
    if (!fence) continue;
    const end = lines.indexOf('```', at + 1);
    const last = samples.at(-1);
    const sample =
      fence[2] && last
        ? last
        : { line: at + 1, language: fence[1] as Sample['language'], kept: lines.map(() => '') };
    if (sample !== last) samples.push(sample);
    sample.kept[at] = given;
    for (let line = at + 1; line < end; line++) sample.kept[line] = lines[line]!;
    given = '';
    at = end;
  }
  return samples.map(({ line, language, kept }) => ({
    page,
    line,
    language,
    code: `${kept.join('\n')}\nexport {};\n`,
  }));
}

/** Blocks of another language, by what their fence says, without looking at what belongs together. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(page, 'utf8');
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...text.matchAll(fence)].map(([, code]) => code!);
}
