import { writeFileSync } from 'node:fs';
import { DriftMonitor, Reference } from 'tfjs-drift';
import { defaultMonitorSettings } from '../src/demo/settings/settings.js';
import { fitPhotosInLab, inLab } from './browser/lab.js';

/**
 * Fits the references that ship beside the model:
 *
 *     npm run reference
 *     npm run reference -- cifar10
 *     npm run reference -- museum
 */

const FOLDER = 'public/models/mobilenet_v1_1.0_224';

/** The demo's: photos come one by one, those of the museum also as frames of a pan. */
const SAMPLINGS = { cifar10: ['independent'], museum: ['independent', 'video'] } as const;
const { window: windowSize, alarms, seed } = defaultMonitorSettings;
const monitorsOf = (name: keyof typeof SAMPLINGS) =>
  SAMPLINGS[name].map((sampling) => ({
    windowSize,
    seed,
    sampling,
    falseAlarms: { perSamples: alarms },
  }));

/**
 * Calibrates the demo's monitors on a reference, so that the page need not do it whenever it is opened.
 *
 * @param bytes Of the reference's file.
 */
async function calibrated(
  bytes: Uint8Array,
  monitors: ReturnType<typeof monitorsOf>,
): Promise<Uint8Array> {
  const reference = await Reference.fromFile(new Blob([new Uint8Array(bytes)]));
  for (const options of monitors) {
    const monitor = new DriftMonitor({ ...options, reference });
    await monitor.calibrated();
    await monitor.dispose();
  }
  return new Uint8Array(await reference.toFile().arrayBuffer());
}

function write(file: string, bytes: Uint8Array): void {
  writeFileSync(`${FOLDER}/${file}`, bytes);
  console.log(`${FOLDER}/${file}: ${bytes.length} bytes`);
}

const [only] = process.argv.slice(2);
await inLab(async (page) => {
  for (const name of ['cifar10', 'museum'] as const) {
    if (only !== undefined && only !== name) continue;
    const monitors = monitorsOf(name);
    const fitted = await calibrated(await fitPhotosInLab(page, name, monitors), monitors);
    write(name === 'museum' ? 'museum.safetensors' : 'reference.safetensors', fitted);
  }
});
