import { expect, test } from 'playwright/test';
import { libraryFiles } from '../../scripts/build/libraryFiles.js';

/** Static importers of each module; a part that is loaded later has none. */
const importers: Record<string, readonly string[]> = {
  '/src/index.ts': [],
  '/src/projection.ts': [],
  'part.later': [],
  monitor: ['/src/index.ts'],
  engine: ['part.later'],
  kernel: ['monitor', 'engine'],
  graph: ['/src/projection.ts'],
  vectors: ['graph', 'engine'],
  errors: ['monitor', 'graph'],
};

const modules = {
  getModuleInfo: (id: string) => ({
    isEntry: id.startsWith('/src/'),
    importers: importers[id] ?? [],
  }),
};

for (const [id, file] of [
  ['monitor', 'main'],
  ['part.later', 'later'],
  ['engine', 'later'],
  ['kernel', 'main'],
  ['graph', undefined],
  ['vectors', 'common'],
  ['errors', 'base'],
] as const) {
  test(`${id} lies in ${file ?? "its entry's own file"}`, () => {
    const names = libraryFiles.map(({ name }) => name(id, modules)).filter((name) => name !== null);
    expect(names).toEqual(file ? [file] : []);
  });
}
