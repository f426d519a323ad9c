import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { libraryFiles } from './scripts/build/libraryFiles.js';
import { pageFiles } from './scripts/build/pageFiles.js';

const root = import.meta.dirname;
const entries = [
  'index',
  'core',
  'charts',
  'element',
  'explain',
  'places',
  'fleet',
  'layers',
  'litert',
  'mediapipe',
  'mobilenet',
  'onnx',
  'projection',
  'react',
  'reports',
  'webgpu',
];

/** The demo, and what tests open besides. */
const pages = [
  'index.html',
  'e2e/lab/lab.html',
  'e2e/lab/small.html',
  'e2e/lab/liteRt.html',
  'e2e/readme/example.html',
];

/**
 * Default: the demo, which imports the package by its name. `--mode lib`: the package itself.
 * `--mode test`: the demo and the pages that tests open, without reloads, so that editing a file does
 * not disturb running tests.
 */
export default defineConfig(({ mode }) => {
  const isLibrary = mode === 'lib';
  const isTest = mode === 'test';
  return {
    // A missing file is answered with 404, not with the page.
    appType: 'mpa',
    publicDir: isLibrary ? false : 'public',
    resolve: {
      alias: [
        { find: /^tfjs-drift$/, replacement: resolve(root, 'src/index.ts') },
        { find: /^tfjs-drift\/(\w+)$/, replacement: resolve(root, 'src/$1.ts') },
      ],
      dedupe: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-converter'],
    },
    server: isTest ? { hmr: false, watch: null } : {},
    optimizeDeps: { entries: pages },
    build: isLibrary
      ? {
          target: 'es2022',
          outDir: 'dist/lib',
          lib: {
            entry: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
            formats: ['es' as const],
          },
          rolldownOptions: {
            external: [/^@tensorflow/, /^chart\.js/, 'react'],
            output: {
              codeSplitting: { groups: libraryFiles },
            },
          },
        }
      : isTest
        ? {
            target: 'es2022',
            outDir: 'dist/test',
            // The README's example is loaded for its effects alone.
            rolldownOptions: {
              input: pages,
              treeshake: false,
              output: {
                codeSplitting: { groups: pageFiles, includeDependenciesRecursively: false },
              },
            },
          }
        : { target: 'es2022', outDir: 'dist/demo' },
  };
});
