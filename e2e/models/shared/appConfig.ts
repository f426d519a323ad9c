import { basename, resolve, sep } from 'node:path';
import type { Plugin, UserConfig } from 'vite';

/**
 * How an app is built.
 *
 * @param app Its folder.
 * @param pages Names of its pages, without `.html`.
 */
export function appConfig(app: string, pages: readonly string[]): UserConfig {
  return {
    root: app,
    plugins: [ownPackages(app)],
    build: {
      target: 'es2022',
      outDir: `../../../dist/models/${basename(app)}`,
      emptyOutDir: true,
      rolldownOptions: { input: pages.map((name) => resolve(app, `${name}.html`)) },
    },
  };
}

/** Refuses packages of a folder above the app's: what it does not install is not there. */
function ownPackages(app: string): Plugin {
  const own = app.split(sep).join('/');
  return {
    name: 'own-packages',
    load(id) {
      if (!id.includes('/node_modules/') || id.startsWith('\0') || id.startsWith(`${own}/`)) return;
      this.error(`${id} is no package of the app's own.`);
    },
  };
}
