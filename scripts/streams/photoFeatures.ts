import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { FeatureRows } from '../../src/core/base/rows.js';
import { decodeSafetensors } from '../../src/reference/decodeSafetensors.js';
import { fitInLab, inLab, type PhotoRange } from '../browser/lab.js';

const FOLDER = '.cache/photoFeatures';

/**
 * MobileNet features of photos, one row each, in the order of `ranges`. A range is extracted once,
 * in Chromium on wasm at some 0.08 s of a core a photo, and read from a file from then on.
 */
export async function photoFeatures(ranges: readonly PhotoRange[]): Promise<FeatureRows[]> {
  mkdirSync(FOLDER, { recursive: true });
  const missing = new Map(
    ranges.map((range) => [fileOf(range), range] as const).filter(([file]) => !existsSync(file)),
  );
  if (missing.size > 0) {
    const waiting = [...missing];
    await inLab(
      async (page) => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const [file, range] = next;
          writeFileSync(file, await fitInLab(page, range));
          console.log(file);
        }
      },
      Math.min(missing.size, availableParallelism()),
    );
  }
  return ranges.map((range) => {
    const { tensors } = decodeSafetensors(new Uint8Array(readFileSync(fileOf(range))).buffer);
    const { shape, values } = tensors['features']!;
    const [count, width] = shape as [number, number];
    return { values: values as Float32Array, count, width };
  });
}

function fileOf({ from, to, corruption = ['gaussianBlur', 0], folder }: PhotoRange): string {
  const [name, severity] = corruption;
  const kind = severity === 0 ? 'clean' : `${name}-${severity}`;
  const photos = folder === undefined ? '' : `${basename(folder)}-`;
  return `${FOLDER}/${photos}${kind}-${from}-${to}.safetensors`;
}
