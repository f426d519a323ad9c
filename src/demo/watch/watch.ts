import type { MobileNet } from '@tensorflow-models/mobilenet';
import { DriftMonitor, type Reference, type Sampling } from 'tfjs-drift';
import { policies } from '../settings/policies.js';
import type { MonitorSettings } from '../settings/settings.js';

/** Edge of the small pictures that the monitor keeps, in pixels; twice what is shown. */
const THUMBNAIL_SIZE = 128;

/** A watched model and its monitor. */
export interface Watch {
  readonly monitor: DriftMonitor;
  /** Answers as the bare model does. */
  readonly model: MobileNet;
}

/**
 * Puts a monitor around the model, once it is ready to test.
 *
 * @throws InvalidOptionError for settings that do not go together.
 */
export async function watch(
  model: MobileNet,
  reference: Reference,
  { window: windowSize, kernel, bandwidth, permutations, policy, alarms, seed }: MonitorSettings,
  sampling: Sampling,
): Promise<Watch> {
  const monitor = new DriftMonitor({
    reference,
    windowSize,
    kernel,
    bandwidth,
    permutations,
    seed,
    sampling,
    policy: policies[policy].make(),
    falseAlarms: { perSamples: alarms },
    keepThumbnails: THUMBNAIL_SIZE,
  });
  try {
    await monitor.ready();
  } catch (error) {
    await monitor.dispose();
    throw error;
  }
  return { monitor, model: monitor.wrap(model) };
}
