/** What the bundler tells of modules. */
interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

type File = 'shared' | 'main' | 'later';

/**
 * The files of the package, besides one for each subpath. Left to itself the bundler makes some
 * forty, which costs more than it spares. The first that fits takes a module and what it imports.
 */
export const libraryFiles = (['shared', 'main', 'later'] as const).map((file, at) => ({
  priority: 3 - at,
  name: (id: string, modules: Modules) => (fileOf(id, modules) === file ? file : null),
}));

/**
 * `shared`: what several subpaths load; `main`: what `tfjs-drift` alone loads; `later`: what it loads
 * at the first sample, or when it is asked for.
 */
function fileOf(id: string, modules: Modules): File | undefined {
  const [entry, ...others] = [...reachingStatically(id, modules)].filter(
    (importer) => modules.getModuleInfo(importer)?.isEntry,
  );
  if (entry === undefined) return 'later';
  if (others.length > 0) return 'shared';
  return entry.endsWith('/src/index.ts') ? 'main' : undefined;
}

/** The module, and all that load it as soon as they are loaded themselves. */
function reachingStatically(id: string, modules: Modules): Set<string> {
  const found = new Set([id]);
  for (const module of found) {
    for (const importer of modules.getModuleInfo(module)?.importers ?? []) found.add(importer);
  }
  return found;
}
