import type { PowerEstimate } from '../core/alarm/power.js';
import { loadPart } from '../core/base/loadPart.js';
import type { PowerOptions } from './powerOf.later.js';
import type { Reference } from './reference.js';

export type { PowerEstimate, PowerOptions };

/**
 * How small a drift a reference shows, by the policy and the rate of false alarms of the monitor that is to
 * be: to be asked when it has been fitted. What this calibrates stays with the reference, so that a
 * monitor with the same options need not do it again.
 *
 * @throws InvalidOptionError for a window that is too large for the reference, options out of range, or a
 *   policy that does not say, such as `evidencePolicy()`.
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
