import type { DeviceRows } from '../../base/rows.js';
import type { Delivery, GuardedTap } from '../guardedTap.js';

/**
 * What is taken of a pass, or nothing where it cannot be read, which is told.
 *
 * @param read The features, then the logits where they are wanted.
 */
export function deliveryOf(
  tap: GuardedTap,
  read: readonly (() => DeviceRows)[],
): Delivery | undefined {
  const rows: DeviceRows[] = [];
  const discard = (): void => {
    for (const one of rows) one.dispose();
  };
  try {
    for (const one of read) rows.push(one());
  } catch (error) {
    discard();
    tap.onError(error);
    return undefined;
  }
  const [features, logits] = rows;
  return { handOver: () => tap.onFeatures(features!, logits), discard };
}
