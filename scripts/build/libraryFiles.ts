/** What the bundler tells of modules. */
interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

type File = 'shared' | 'main' | 'common' | 'later';

/**
 * The files of the package, besides one for each subpath. Left to itself the bundler makes some
 * forty, which costs more than it spares. The first that fits takes a module and what it imports.
 */
export const libraryFiles = (['shared', 'main', 'common', 'later'] as const).map((file, at) => ({
  priority: 4 - at,
  name: (id: string, modules: Modules) => (fileOf(id, modules) === file ? file : null),
}));

/**
 * `shared`: what several subpaths load; `main`: what `tfjs-drift` alone loads; `common`: what another
 * subpath loads at once, and `tfjs-drift` later; `later`: what it loads at the first sample, or when it
 * is asked for.
 */
function fileOf(id: string, modules: Modules): File | undefined {
  const infoOf = (module: string) => modules.getModuleInfo(module);
  const loading = [...reachingStatically(id, modules)];
  const entries = loading.filter((module) => infoOf(module)?.isEntry);
  const isLate = loading.some(
    (module) => !infoOf(module)?.isEntry && infoOf(module)?.importers.length === 0,
  );
  if (entries.length === 0) return 'later';
  if (entries.length > 1) return 'shared';
  if (entries[0]!.endsWith('/src/index.ts')) return 'main';
  return isLate ? 'common' : undefined;
}

/** The module, and all that load it as soon as they are loaded themselves. */
function reachingStatically(id: string, modules: Modules): Set<string> {
  const found = new Set([id]);
  for (const module of found) {
    for (const importer of modules.getModuleInfo(module)?.importers ?? []) found.add(importer);
  }
  return found;
}
