import type { MobileNet } from '@tensorflow-models/mobilenet';
import { DriftMonitor, type Reference } from 'tfjs-drift';

/** A watched model and its monitor. */
export interface Watch {
  readonly reference: Reference;
  readonly monitor: DriftMonitor;
  /** Answers as the bare model does. */
  readonly model: MobileNet;
}

/** Puts a monitor around the model. */
export function watch(
  model: MobileNet,
  reference: Reference,
  options: { readonly windowSize: number; readonly seed: number },
): Watch {
  const monitor = new DriftMonitor({
    reference,
    // The photos are shuffled.
    sampling: 'independent',
    falseAlarms: { perSamples: 1_000 },
    keepThumbnails: 64,
    ...options,
  });
  return { reference, monitor, model: monitor.wrap(model) };
}
