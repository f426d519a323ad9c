import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const app = import.meta.dirname;
const page = (name: string): string => resolve(app, `${name}.html`);

/** All pages with React 19; with `--mode react-18` React's alone, with that. */
export default defineConfig(({ mode }) => {
  const isOld = mode === 'react-18';
  return {
    root: app,
    plugins: [
      vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === 'drift-monitor' } } }),
      svelte(),
    ],
    resolve: {
      alias: isOld
        ? [
            { find: /^react(?=$|\/)/, replacement: resolve(app, 'node_modules/react-18') },
            { find: /^react-dom(?=$|\/)/, replacement: resolve(app, 'node_modules/react-dom-18') },
          ]
        : [],
    },
    build: {
      target: 'es2022',
      outDir: `../../dist/frameworks/${isOld ? 'react-18' : 'latest'}`,
      emptyOutDir: true,
      rolldownOptions: {
        input: (isOld ? ['react'] : ['react', 'vue', 'svelte']).map(page),
      },
    },
  };
});
