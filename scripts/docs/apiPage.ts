import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Declaration, declarationOf, exportsOf } from './declaration.js';
import { prose } from './prose.js';

/** The names that each subpath exports, sorted as on the page. */
export type PublicNames = ReadonlyMap<string, readonly string[]>;

/**
 * The page of the whole interface, from emitted declarations.
 *
 * @param folder Where `tsc` left the declarations.
 */
export function apiPage(folder: string): { readonly text: string; readonly names: PublicNames } {
  const names = new Map<string, readonly string[]>();
  const parts = [
    '# Interface',
    'Made from the type declarations by `npm run docs`. Everything that is exported is here, by the ' +
      'path that it is imported from.',
  ];
  const described = new Set<string>();
  for (const [subpath, entry] of Object.entries(entries())) {
    const exported = [...exportsOf(join(folder, entry))];
    const declared = exported.map(([name, file]) => declarationOf(name, file)).sort(byKind);
    names.set(
      subpath,
      declared.map(({ name }) => name),
    );
    parts.push(`## ${subpath}`, declared.map(({ name }) => `\`${name}\``).join(' · '));
    const isAgain = declared.some(({ name }) => described.has(name));
    if (isAgain) parts.push('What a path above exports by the same name is described there.');
    for (const { name, comment, code } of declared) {
      if (described.has(name)) continue;
      described.add(name);
      parts.push(`### ${name}`, prose(comment), `\`\`\`ts\n${code}\n\`\`\``);
    }
  }
  return { text: `${parts.filter(Boolean).join('\n\n')}\n`, names };
}

/** Declarations of each subpath that is code, as package.json has them. */
function entries(): Record<string, string> {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const code = Object.entries<{ types?: string }>(exports).filter(([, to]) => to.types);
  return Object.fromEntries(
    code.map(([path, to]) => [path.replace('.', name), to.types!.replace('./dist/lib/', '')]),
  );
}

/** What one starts from, classes and functions, before options and records; errors last. */
function byKind(a: Declaration, b: Declaration): number {
  const rank = ({ name, code }: Declaration): number =>
    name.endsWith('Error') ? 2 : /^(class|function|const)/.test(code) ? 0 : 1;
  return rank(a) - rank(b) || a.name.localeCompare(b.name, 'en');
}
