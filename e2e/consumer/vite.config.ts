import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const page = (name: string): string => resolve(import.meta.dirname, `${name}.html`);

export default defineConfig({
  build: {
    target: 'es2022',
    rolldownOptions: { input: { photos: page('photos'), features: page('features') } },
  },
});
