import { faultsOf } from '../../scripts/soak/growth.js';
import { soakInBrowser } from '../../scripts/soak/inBrowser.js';
import { expect, test } from '../support/labTest.js';
import { startReceiver } from '../support/receiver.js';

for (const compute of ['wasm', 'webgpu'] as const) {
  test(`120 samples of three monitors take no tensor, GPU memory, element or listener on ${compute}`, async ({
    openOwnLab,
  }) => {
    const page = await openOwnLab(compute);
    const receiver = await startReceiver(new URL(page.url()).origin);
    try {
      const run = await soakInBrowser(page, {
        place: compute,
        compute,
        samples: 120,
        compared: 30,
        url: receiver.url,
      });
      // So short a run is not long enough for a heap.
      const { heapBytes: _, ...last } = run.last;
      expect(faultsOf({ ...run, last })).toEqual([]);
      expect(run.tests).toBeGreaterThan(240);
      expect(last.gpuBytes! > 0).toBe(compute === 'webgpu');
    } finally {
      await receiver.stop();
    }
  });
}
