import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../e2e/support/gaussianRows.js';
import { smallMonitor } from '../support/driftingMonitor.js';

test('a verdict names the backend of the app, though it is not started when samples come', async () => {
  const monitor = await smallMonitor({ compute: 'typescript' });
  monitor.observe(gaussianRows(4, 3, 2));
  await monitor.idle();
  expect(monitor.status.lastVerdict).toMatchObject({
    backend: 'cpu',
    adapter: 'cpu',
    software: false,
    compute: 'typescript',
  });
  await monitor.dispose();
});
