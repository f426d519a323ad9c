import type { PowerEstimate } from '../core/alarm/power.js';
import { loadPart } from '../core/base/loadPart.js';
import type { PowerOptions } from './powerOf.later.js';
import type { Reference } from './reference.js';

export type { PowerEstimate, PowerOptions };

/**
 * How small a drift a reference can show, with the policy and the rate of false alarms that the monitor will
 * have. Call it when the reference has been fitted. The calibration stays with the reference, so a monitor
 * with the same options need not repeat it.
 *
 * @throws InvalidOptionError for a window that is too large for the reference, options out of range, or a
 *   policy that cannot estimate it, such as `evidencePolicy()`.
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
