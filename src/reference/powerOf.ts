import type { PowerEstimate } from '../core/alarm/power.js';
import { loadPart } from '../core/base/loadPart.js';
import type { PowerOptions } from './powerOf.later.js';
import type { Reference } from './reference.js';

export type { PowerEstimate, PowerOptions };

/**
 * How large a drift a reference can see with such a window and rate of false alarms: to be asked
 * when it has been fitted. The thresholds that this calibrates stay with the reference, so that a
 * monitor with the same options need not do it again.
 *
 * @throws InvalidOptionError for a window that is too large for the reference, or options out of
 *   range.
 * @throws The signal's reason, when aborted.
 */
export async function powerOf(
  reference: Reference,
  options: PowerOptions = {},
): Promise<PowerEstimate> {
  const { calibratedPower } = await loadPart(() => import('./powerOf.later.js'), {
    signal: options?.signal,
  });
  return calibratedPower(reference, options);
}
