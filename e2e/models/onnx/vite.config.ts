import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { ownPackages } from '../shared/ownPackages.js';

const app = import.meta.dirname;

export default defineConfig({
  root: app,
  plugins: [ownPackages(app)],
  build: {
    target: 'es2022',
    outDir: '../../../dist/models/onnx',
    emptyOutDir: true,
    rolldownOptions: {
      input: ['text', 'speech', 'gpu'].map((name) => resolve(app, `${name}.html`)),
    },
  },
});
