import { createHash } from 'node:crypto';
import { type Modules, reachingStatically } from './modules.js';

/**
 * The files of the pages that tests open: what the same pages load at once is in one. Left to itself the bundler
 * makes some seventy for a page, and each test opens one anew.
 */
export const pageFiles = [
  {
    name(id: string, modules: Modules): string | null {
      const pages = [...reachingStatically(id, modules)].filter(
        (module) => modules.getModuleInfo(module)?.isEntry,
      );
      if (pages.length === 0) return null;
      return createHash('sha256').update(pages.sort().join()).digest('hex').slice(0, 8);
    },
  },
];
