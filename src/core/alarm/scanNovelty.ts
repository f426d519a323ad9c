/** Whether what a scan finds is new, or known in other proportions: prepared beside it. */

import { type FeatureRows, pickRows, sampledRows } from '../base/rows.js';
import { timeSlices } from '../base/tasks.js';
import { principalAxes } from '../dependence/principalAxes.js';
import { projectRows } from '../math/pca.js';
import { type ReferenceKernel, referenceKernel } from '../mmd/referenceKernel.js';
import { calibratePartial } from '../partial/calibratePartial.js';
import { LivePartial } from '../partial/livePartial.js';
import { PARTIAL_METHOD, type PartialKey } from '../partial/partialCalibration.js';
import { fewestOfPart, partialSizes } from '../partial/partialWindows.js';
import { type Parts, partRows } from '../partial/parts.js';
import { keyOf, type ViewParts } from '../scan/scanView.js';
import type { PolicyContext } from './alarmPolicy.js';

/** Of larger references a sample is compared with: time and memory grow with the square of the rows. */
const MOST_ROWS = 1_024;

/**
 * @param raw The scan's view of features as they are.
 * @param values Of its rows.
 * @returns Undefined where the reference has too few rows for two parts that windows can be drawn from.
 */
export async function livePartialOf(
  raw: ViewParts,
  values: ReferenceKernel,
  { seed, signal, calibrations, onProgress }: PolicyContext,
): Promise<LivePartial | undefined> {
  const { kernel, bandwidth, rows: all } = raw;
  const at = all.count > MOST_ROWS ? sampledRows(all.count, MOST_ROWS, seed) : undefined;
  const rows: FeatureRows = at ? pickRows(all, at) : all;
  const { projection } = await principalAxes(rows);
  const options = { fewest: fewestOfPart(rows.count), seed, pause: timeSlices(signal) };
  const parts: Parts = await partRows(projectRows(projection, rows), options);
  const matrix = at ? await referenceKernel(rows, kernel, bandwidth, signal) : values;
  const { largest, apart } = keyOf(raw);
  const key: PartialKey = {
    method: PARTIAL_METHOD,
    kernel,
    bandwidth,
    referenceSize: rows.count,
    largest,
    apart,
    seed,
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
