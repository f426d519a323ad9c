/** What the bundler tells of modules. */
export interface Modules {
  getModuleInfo(
    id: string,
  ): { readonly isEntry: boolean; readonly importers: readonly string[] } | null;
}

/** The module, and all that load it as soon as they are loaded themselves. */
export function reachingStatically(id: string, modules: Modules): Set<string> {
  const found = new Set([id]);
  for (const module of found) {
    for (const importer of modules.getModuleInfo(module)?.importers ?? []) found.add(importer);
  }
  return found;
}
