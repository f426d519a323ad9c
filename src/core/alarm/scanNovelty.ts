/** Whether what a scan finds is new, or known in other proportions: prepared beside it. */

import { pickedOrigins } from '../base/rowOrigins.js';
import { type FeatureRows, pickRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { principalAxes } from '../dependence/principalAxes.js';
import { projectRows } from '../math/pca.js';
import { type ReferenceKernel, referenceKernel } from '../mmd/referenceKernel.js';
import { calibratePartial } from '../partial/calibratePartial.js';
import { clustersOf, type DescribedParts, partsByOrigin } from '../partial/describedParts.js';
import { LivePartial } from '../partial/livePartial.js';
import { PARTIAL_METHOD, type PartialKey } from '../partial/partialCalibration.js';
import {
  comparedRows,
  fewestOfPart,
  LEAST_SHARE,
  partialSizes,
} from '../partial/partialWindows.js';
import { partRows } from '../partial/parts.js';
import { keyOf, type ViewParts } from '../scan/scanView.js';
import type { PolicyContext } from './alarmPolicy.js';

/**
 * @param raw The scan's view of features as they are.
 * @param values Of its rows.
 * @returns Undefined where the reference has too few rows for two parts that windows can be drawn from;
 *   `'blind'` where rows of a part are no nearer to each other than to anything else.
 */
export async function livePartialOf(
  raw: ViewParts,
  values: ReferenceKernel,
  { seed, signal, calibrations, onProgress, labels, times }: PolicyContext,
): Promise<LivePartial | 'blind' | undefined> {
  const { kernel, bandwidth, rows: all } = raw;
  const at = comparedRows(all.count, seed);
  const rows: FeatureRows = at ? pickRows(all, at) : all;
  const { projection } = await principalAxes(rows);
  const projected = projectRows(projection, rows);
  const fewest = fewestOfPart(rows.count);
  const origins = at ? pickedOrigins({ labels, times }, at) : { labels, times };
  const parts: DescribedParts =
    partsByOrigin(projected, origins, fewest) ??
    clustersOf(await partRows(projected, { fewest, seed, pause: timeSlices(signal) }), origins);
  const matrix = at ? await referenceKernel(rows, kernel, bandwidth, signal) : values;
  if (isBlind(matrix)) return 'blind';
  const { largest, apart } = keyOf(raw);
  const key: PartialKey = {
    method: PARTIAL_METHOD,
    kernel,
    bandwidth,
    referenceSize: rows.count,
    largest,
    apart,
    seed,
    ...(parts.from !== 'clusters' && { partsFrom: parts.from, partsHash: hashOf(parts.of) }),
  };
  const sizes = partialSizes(parts, largest, apart);
  let calibration = calibrations.findPartial(key, { partSizes: parts.sizes, sizes });
  if (!calibration) {
    calibration = await calibratePartial(matrix, parts, key, { onProgress, signal });
    if (!calibration) return undefined;
    calibrations.addPartial(calibration);
  }
  return new LivePartial(matrix, parts, calibration, at);
}

/** FNV-1a: of parts of the same sizes others than these hardly ever have it. */
function hashOf(parts: Int32Array): string {
  let hash = 0x811c9dc5;
  for (const part of parts) hash = Math.imul(hash ^ part, 0x01000193);
  return (hash >>> 0).toString(16);
}

/** Rows whose nearest twentieth of the reference is further away than this are like nothing. */
const LEAST_LIKE = 0.1;

/**
 * Whether a part of the rows is like nothing, so that what is new is as near to them as they are to each
 * other: where most rows are nearly equal, and the median distance, which is the bandwidth, is theirs.
 */
function isBlind({ matrix, size }: ReferenceKernel): boolean {
  const least = LEAST_LIKE * LEAST_SHARE * size;
  let lonely = 0;
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let other = 0; other < size; other++)
      sum += other === row ? 0 : matrix[row * size + other]!;
    if (sum < least) lonely++;
  }
  return lonely > LEAST_SHARE * size;
}
