/** What a scan looks at: a reference's features as they are, and whitened. */

import { InvalidFeaturesError } from '../base/errors.js';
import { medianDistance } from '../math/medianDistance.later.js';
import { measureOf } from '../mmd/kernel.js';
import { type ReferenceKernel, referenceKernel } from '../mmd/referenceKernel.js';
import { calibrateScan } from '../scan/calibrateScan.js';
import { keyOf, ScanView, type ViewParts } from '../scan/scanView.js';
import { whiten } from '../scan/whitening.js';
import { WHITENED_FROM } from '../scan/windowLimits.js';
import type { PolicyContext } from './alarmPolicy.js';

/**
 * Of the false alarms. With so few whitened windows are as fast but for the weakest blurs, and features as
 * they are see nearly as many shifts in directions that whitening hides as they would alone
 * (docs/calibration/delays.md).
 */
const WHITENED_SHARE = 0.2;

/** Calibrated where that was not done before. */
export async function viewOf(
  parts: ViewParts,
  context: PolicyContext,
): Promise<{ readonly view: ScanView; readonly values: ReferenceKernel }> {
  const { rows, kernel, bandwidth } = parts;
  const { calibrations, signal } = context;
  const values = await referenceKernel(rows, kernel, bandwidth, signal);
  const key = keyOf(parts);
  let calibration = calibrations.findScan(key);
  if (!calibration) {
    calibration = await calibrateScan(values, key, context);
    calibrations.addScan(calibration);
  }
  return { view: await ScanView.create(parts, calibration, values, signal), values };
}

/** Raw, and whitened where the reference has rows enough. */
export async function viewsOf(context: PolicyContext): Promise<ViewParts[]> {
  const { features, reference, kernel, bandwidth, windowSize: ring, seed, signal } = context;
  const apart = context.isIndependent ? 1 : 2;
  const measure = measureOf(kernel);
  const isOfFeatures = reference === features && bandwidth !== undefined;
  const raw: ViewParts = {
    name: 'raw',
    rows: features,
    kernel,
    bandwidth: isOfFeatures ? bandwidth : await medianDistance(features, measure, { signal }),
    ring,
    apart,
    share: 1,
  };
  if (features.count < WHITENED_FROM) return [raw];
  try {
    const { rows, ...projection } = await whiten(features, seed);
    const whitened = await medianDistance(rows, measure, { signal });
    return [
      { ...raw, share: 1 - WHITENED_SHARE },
      { ...raw, name: 'whitened', rows, bandwidth: whitened, share: WHITENED_SHARE, projection },
    ];
  } catch (error) {
    // Rows that vary along too few axes.
    if (error instanceof InvalidFeaturesError) return [raw];
    throw error;
  }
}
