import { readFileSync } from 'node:fs';
import type { FeatureRow } from '../../src/core/base/rows.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { type LinearHead, logitsOf } from './softmaxRegression.js';

/** The head that is shipped with the demo; `npm run head` makes it. */
export function photoHead(): LinearHead {
  const bytes = readFileSync('public/models/cifar10_head/head.safetensors');
  const { tensors } = decodeSafetensors(new Uint8Array(bytes).buffer);
  const [weights, bias] = [tensors['weights']!.values, tensors['bias']!.values];
  return { weights: weights as Float32Array, bias: bias as Float32Array };
}

/** The class of each photo of a sprite, by its description. @param folder @defaultValue the demo's */
export function classesOfPhotos(folder = 'public/photos/cifar10'): readonly number[] {
  return (JSON.parse(readFileSync(`${folder}/photos.json`, 'utf8')) as { labels: number[] }).labels;
}

/** Whether the head tells this row's class. */
export function rightOf(head: LinearHead, row: FeatureRow, label: number): boolean {
  const logits = logitsOf(head, row);
  return logits.indexOf(Math.max(...logits)) === label;
}
