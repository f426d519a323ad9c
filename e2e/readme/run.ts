/** The app around the README's example: it has chosen a backend, as software WebGL is slow. */
import { startBackend } from '../../src/demo/load/startBackend.js';

await startBackend('wasm', console.error);
await import('./images.js');
await import('./example.js');
