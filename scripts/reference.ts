import { readFileSync, writeFileSync } from 'node:fs';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { defaultMonitorSettings } from '../src/demo/settings/settings.js';
import { fitInLab, fitMuseumInLab, inLab } from './browser/lab.js';

/**
 * Fits the references that ship beside the model:
 *
 *     npm run reference
 *     npm run reference -- cifar10
 *     npm run reference -- museum
 *     npm run reference -- calibrations
 */

const FOLDER = 'public/models/mobilenet_v1_1.0_224';
const MUSEUM = 'museum.safetensors';

/** The first 60 of each of the 10 classes; the other half of the photos is the demo's live stream. */
const PHOTOS = { from: 0, to: 600 };

/** How the demo's museum photos come: one by one, or as frames of a pan. */
const SAMPLINGS = ['independent', 'video'] as const;

const PATIENCE_MS = 600_000;

/**
 * Calibrates the demo's monitors on a reference, so that the page need not do it whenever it is opened.
 *
 * @param bytes Of the reference's file.
 */
async function calibrated(bytes: Uint8Array): Promise<Uint8Array> {
  const reference = await Reference.fromFile(new Blob([new Uint8Array(bytes)]));
  const { window: windowSize, alarms, seed } = defaultMonitorSettings;
  for (const [before, sampling] of SAMPLINGS.entries()) {
    const falseAlarms = { perSamples: alarms };
    const monitor = new DriftMonitor({ reference, windowSize, falseAlarms, seed, sampling });
    await monitor.ready();
    // What is new and what is known is prepared beside the first tests.
    const end = Date.now() + PATIENCE_MS;
    while (reference.calibrations.partials.length <= before && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await monitor.dispose();
  }
  return new Uint8Array(await reference.toFile().arrayBuffer());
}

function write(file: string, bytes: Uint8Array): void {
  writeFileSync(`${FOLDER}/${file}`, bytes);
  console.log(`${FOLDER}/${file}: ${bytes.length} bytes`);
}

const [only] = process.argv.slice(2);
if (only === 'calibrations') write(MUSEUM, await calibrated(readFileSync(`${FOLDER}/${MUSEUM}`)));
else {
  await inLab(async (page) => {
    if (only !== 'museum') write('reference.safetensors', await fitInLab(page, PHOTOS));
    if (only !== 'cifar10') write(MUSEUM, await calibrated(await fitMuseumInLab(page)));
  });
}
