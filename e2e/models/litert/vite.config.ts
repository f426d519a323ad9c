import { defineConfig } from 'vite';
import { appConfig } from '../shared/appConfig.js';

export default defineConfig({
  ...appConfig(import.meta.dirname, ['hands']),
  // LiteRT.js finds its WebAssembly by its name.
  publicDir: 'node_modules/@litertjs/core/wasm',
});
