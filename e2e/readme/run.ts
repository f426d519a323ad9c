/** The app around the README's example: it has chosen a backend, as software WebGL is slow. */
import { DriftMonitor } from 'tfjs-drift';
import { startBackend } from '../../src/demo/load/startBackend.js';

declare global {
  interface Window {
    /** The monitor that the example made. */
    monitor?: DriftMonitor;
  }
}

const { wrap } = DriftMonitor.prototype;
DriftMonitor.prototype.wrap = function (this: DriftMonitor, ...of: Parameters<typeof wrap>) {
  window.monitor = this;
  return wrap.apply(this, of);
} as typeof wrap;

await startBackend('wasm', console.error);
await import('./images.js');
await import('./example.js');
