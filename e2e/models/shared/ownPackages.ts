import { sep } from 'node:path';
import type { Plugin } from 'vite';

/** Refuses packages of a folder above the app's: what it does not install is not there. */
export function ownPackages(app: string): Plugin {
  const own = app.split(sep).join('/');
  return {
    name: 'own-packages',
    load(id) {
      if (!id.includes('/node_modules/') || id.startsWith('\0') || id.startsWith(`${own}/`)) return;
      this.error(`${id} is no package of the app's own.`);
    },
  };
}
