import type { FeatureTap } from '../tfjs/models/featureTap.js';
import { wantsOutputs } from './liveOutputs.js';
import type { ResolvedMonitorOptions } from './options.js';
import { disposeSample, type Sample } from './sample.js';
import { thumbnailOf } from './thumbnail.js';

/** What a {@link monitorTap} needs of its monitor. */
export interface TapHooks {
  readonly isOpen: () => boolean;
  readonly push: (sample: Sample) => void;
  readonly onError: (error: unknown) => void;
}

/** Turns what a tapped model computes into samples. */
export function monitorTap(options: ResolvedMonitorOptions, hooks: TapHooks): FeatureTap {
  let input: unknown;
  return {
    isOpen: hooks.isOpen,
    wantsLogits: wantsOutputs(options),
    onInput: (given) => {
      input = given;
    },
    onFeatures: (onBackend, logits) => {
      const sample = {
        onBackend,
        logits: logits && { onBackend: logits },
        timeMs: options.clock(),
        thumbnail: thumbnailOf(input, options.keepThumbnails, hooks.onError),
      };
      input = undefined;
      // An asynchronous pass may end after it is of interest.
      if (hooks.isOpen()) hooks.push(sample);
      else disposeSample(sample);
    },
    onError: hooks.onError,
  };
}
