import { readFileSync } from 'node:fs';

/** Built file of each subpath of the package that is code, by the name it is imported by. */
export function subpaths(): Record<string, string> {
  const { name, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const code = Object.entries<{ default?: string }>(exports).filter(([, to]) => to.default);
  return Object.fromEntries(code.map(([path, to]) => [path.replace('.', name), to.default!]));
}
