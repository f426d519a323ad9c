import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withBrowser } from './browser/withBrowser.js';
import { drawnParts, KINDS, SIZE } from './starters/drawnParts.js';
import { layersModelFiles, onnxFile } from './starters/modelFiles.js';
import { run, trained } from './starters/smallNetwork.js';

/**
 * Trains the model of the starters on parts that are drawn as theirs are, and writes it for both of them:
 *
 *     npm run starters
 *
 * The same each time in the same browser; it takes some minutes.
 */

const STARTERS = 'docs/starters';
const CHANNELS = [3, 8, 12, 16, KINDS.length];
const TRAINING = { size: SIZE, channels: CHANNELS, steps: 1_000, batch: 32, rate: 0.005, seed: 1 };

const [known, others] = await withBrowser(async (browser) => [
  await drawnParts(browser, 3_000, 2),
  await drawnParts(browser, 600, 3),
]);
const layers = trained(known, TRAINING);
const right = others.filter(({ picture, kind }) => {
  const { probabilities } = run(layers, picture, SIZE);
  return probabilities.indexOf(Math.max(...probabilities)) === kind;
});
console.log(`${right.length} of ${others.length} other pictures are told right.`);

const { 'model.json': topology, 'weights.bin': weights } = await layersModelFiles(layers, SIZE);
const files = {
  'tfjs/public/model/model.json': topology,
  'tfjs/public/model/weights.bin': weights,
  'onnx/public/model/parts.onnx': onnxFile(layers, SIZE),
};
for (const [path, bytes] of Object.entries(files)) {
  mkdirSync(dirname(join(STARTERS, path)), { recursive: true });
  writeFileSync(join(STARTERS, path), bytes);
  console.log(`${path}: ${bytes.length} bytes`);
}
