import { packedRows } from '../../src/core/base/derivedRows.js';
import type { FeatureRows } from '../../src/core/base/rows.js';
import type { CorruptionName, Severity } from '../../src/demo/corruption/corrupt.js';
import type { PhotoRange } from '../browser/lab.js';
import { photoFeatures } from './photoFeatures.js';

export const corruptionNames: readonly CorruptionName[] = [
  'gaussianBlur',
  'gaussianNoise',
  'shotNoise',
  'impulseNoise',
  'speckleNoise',
];
export const severities: readonly Severity[] = [1, 2, 3, 4, 5];

/** How many photos there are, and which of them are corrupted. */
export const photoCounts = { all: 1_200, reference: 600, corrupted: 150 } as const;

/** Features of all photos, clean. */
export async function cleanPhotos(): Promise<FeatureRows> {
  const { all, reference } = photoCounts;
  const halves = await photoFeatures([
    { from: 0, to: reference },
    { from: reference, to: all },
  ]);
  return joined(halves);
}

/** Features of the first photos after the reference, corrupted. */
export async function corruptedPhotos(
  name: CorruptionName,
  severity: Severity,
): Promise<FeatureRows> {
  const { reference: from, corrupted } = photoCounts;
  const range = { from, to: from + corrupted, corruption: [name, severity] as const };
  return (await photoFeatures([range]))[0]!;
}

export function joined(parts: readonly FeatureRows[]): FeatureRows {
  return packedRows(
    parts.flatMap(({ values, count, width }) =>
      Array.from(
        { length: count },
        (_, row) => values.subarray(row * width, (row + 1) * width) as Float32Array,
      ),
    ),
  );
}

/** Extracts in one browser what is missing, before anything else is done. @param more Besides what all use. */
export async function extractAll(more: readonly PhotoRange[] = []): Promise<void> {
  const { reference: from, all, corrupted } = photoCounts;
  await photoFeatures([
    { from: 0, to: from },
    { from, to: all },
    ...corruptionNames.flatMap((name) =>
      severities.map((severity) => ({
        from,
        to: from + corrupted,
        corruption: [name, severity] as const,
      })),
    ),
    ...more,
  ]);
}
