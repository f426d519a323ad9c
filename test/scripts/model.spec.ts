import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'playwright/test';

const folders = [
  'public/models/mobilenet_v1_1.0_224',
  'public/photos/cifar10',
  'public/photos/museum',
] as const;

/** What tells of the files, and what is made here from them. */
const unlisted = /^(SHA256SUMS|PROVENANCE\.md|(reference|museum)\.safetensors)$/;

for (const folder of folders) {
  test(`the files of ${folder} are those of their checksums`, () => {
    const lines = readFileSync(`${folder}/SHA256SUMS`, 'utf8').trim().split('\n');
    const listed = lines.map((line) => /^([0-9a-f]{64}) [ *](\S.*)$/.exec(line)!.slice(1));
    for (const [sum, name] of listed) {
      const content = readFileSync(`${folder}/${name}`);
      expect(createHash('sha256').update(content).digest('hex'), name).toBe(sum);
    }
    const names = listed.map(([, name]) => name).filter((name) => !unlisted.test(name!));
    const found = readdirSync(folder).filter((name) => !unlisted.test(name));
    expect(found.sort()).toEqual(names.sort());
    expect(names.length).toBeGreaterThanOrEqual(2);
  });
}

test('the weights are as many bytes as the model says', () => {
  const [folder] = folders;
  const { weightsManifest } = JSON.parse(readFileSync(`${folder}/model.json`, 'utf8'));
  for (const { paths, weights } of weightsManifest) {
    const sizes = weights.map(
      ({
        shape,
        dtype,
        quantization,
      }: {
        shape: number[];
        dtype: string;
        quantization?: object;
      }) => {
        expect(dtype).toMatch(/^(float32|int32)$/);
        const bytes = quantization ? bytesOf(quantization) : 4;
        return shape.reduce((product, size) => product * size, bytes);
      },
    );
    const expected = sizes.reduce((sum: number, size: number) => sum + size, 0);
    const found = (paths as string[]).map((path) => readFileSync(`${folder}/${path}`).length);
    expect(found.reduce((sum, size) => sum + size)).toBe(expected);
  }
});

function bytesOf(quantization: { dtype?: string }): number {
  return { uint8: 1, uint16: 2, float16: 2 }[quantization.dtype ?? ''] ?? Number.NaN;
}
