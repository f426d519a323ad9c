import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { defaultMonitorSettings } from '../../src/demo/settings/settings.js';

const FILE = 'public/models/mobilenet_v1_1.0_224/museum.safetensors';

for (const sampling of ['independent', 'video'] as const) {
  test(`the museum's reference is calibrated for the demo's monitor, ${sampling}`, async () => {
    const reference = await Reference.fromFile(new Blob([new Uint8Array(readFileSync(FILE))]));
    const { window: windowSize, alarms, seed } = defaultMonitorSettings;
    const falseAlarms = { perSamples: alarms };
    const { scans, partials } = reference.calibrations;
    const before = [scans.length, partials.length];
    const monitor = new DriftMonitor({ reference, windowSize, falseAlarms, seed, sampling });
    await monitor.ready();
    await expect.poll(() => monitor.status.calibration).toBe(1);
    await monitor.dispose();
    // A new one would be added: after a change of the method, run `npm run reference -- museum`.
    const after = [reference.calibrations.scans.length, reference.calibrations.partials.length];
    expect(after).toEqual(before);
    expect(before[1]).toBe(2);
  });
}
