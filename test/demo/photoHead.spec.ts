import { readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';
import { PhotoHead } from '../../src/demo/photos/photoHead.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';

const bytesOf = (path: string) => new Uint8Array(readFileSync(path)).buffer;

test('the shipped head tells the photos of the shipped reference', () => {
  const head = PhotoHead.of(bytesOf('public/models/cifar10_head/head.safetensors'));
  const { tensors } = decodeSafetensors(
    bytesOf('public/models/mobilenet_v1_1.0_224/reference.safetensors'),
  );
  const rows = tensors['features']!.values as Float32Array;
  const labels: number[] = JSON.parse(
    readFileSync('public/photos/cifar10/photos.json', 'utf8'),
  ).labels;
  const names: string[] = JSON.parse(
    readFileSync('public/photos/cifar10/photos.json', 'utf8'),
  ).classNames;
  const right = Array.from({ length: 600 }, (_, row) => {
    const told = head.tell(rows.subarray(1024 * row, 1024 * (row + 1)));
    const sum = told.reduce((total, { probability }) => total + probability, 0);
    expect(sum).toBeCloseTo(1, 6);
    expect(told).toHaveLength(10);
    expect(told[0]!.probability).toBeGreaterThanOrEqual(told[1]!.probability);
    return told[0]!.className === names[labels[row]!];
  });
  expect(right).toEqual([...(tensors['correct']!.values as Float32Array)].map((is) => is === 1));
  expect(right.filter(Boolean).length).toBeGreaterThan(450);
});
