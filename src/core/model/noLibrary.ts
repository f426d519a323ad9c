import { came } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import { isTensor } from '../base/rows.js';
import { tensorInMemory } from '../base/rowsInMemory.js';
import type { Runtime } from './runtime.js';

/** Where no library is known that runs the app's model: features come as arrays, or in GPU buffers. */
export const noLibrary: Runtime = {
  tappable(model) {
    throw new InvalidOptionError(
      `model: ${came(model)} came, and tfjs-drift/core knows no models. Import DriftMonitor from tfjs-drift ` +
        'for one of tfjs, use tfjs-drift/onnx, /litert or /mediapipe, or call monitor.observe(features).',
    );
  },
  takeRows: (rows, what) => (isTensor(rows) ? tensorInMemory(rows, what) : undefined),
  device: () => undefined,
  backendInfo: () => ({ backend: 'none', adapter: 'cpu', software: false }),
  ready: async () => {},
};
