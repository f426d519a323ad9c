import '@tensorflow/tfjs-backend-webgpu';
import { DriftMonitor, pValuePolicy, Reference } from 'tfjs-drift';
import { initBackend } from 'tfjs-drift/webgpu';
import { show, showError } from './page.js';

/** Rows of a model that tfjs knows nothing of. */
const rows = (count: number, mean: number): number[][] =>
  Array.from({ length: count }, () => Array.from({ length: 16 }, () => mean + Math.random()));

const { backend } = await initBackend({ prefer: ['webgpu'], allowSoftware: true });
const reference = await Reference.fromFeatures(rows(60, 0));
const monitor = new DriftMonitor({
  reference,
  windowSize: 8,
  sampling: 'independent',
  compute: 'webgpu',
  permutations: 199,
  policy: pValuePolicy(),
});
monitor.on('error', showError);
monitor.on('alarm', ({ compute, backend: tested }) => {
  show('compute', `${compute} ${tested}`);
  show('state', 'alarm');
});
show('state', `watching on ${backend}`);
for (const row of rows(16, 1)) {
  monitor.observe(row);
  await monitor.idle();
}
