import { InvalidFeaturesError } from '../core/base/errors.js';
import { guardedTap, roomy } from '../core/model/guardedTap.js';
import { deliveryOf } from '../core/model/outputs/delivery.later.js';
import type { FeatureTap } from '../core/model/tap.js';
import { Turns, watchedInTurn } from '../core/model/turns.js';
import { type Answer, tensorIn, visible, type WatchedRun } from './answers.js';
import { logitsOf, rowsOf } from './rows.later.js';
import type { CompiledOptions, LiteRtTensor } from './runtime.js';

/**
 * Runs a model so that it answers the same, and its features go to a tap.
 *
 * @param hidden The output that the app does not know of.
 */
export function watchedRun(
  { features, logits, image, channels }: CompiledOptions,
  hidden: string | undefined,
  given: FeatureTap,
): WatchedRun {
  const tap = guardedTap(given);
  const turns = new Turns(tap.isOpen);
  return roomy(tap, async (pass, names, request) => {
    if (!tap.isOpen()) return visible(await pass(), names, hidden);
    const wantsLogits = logits !== undefined && tap.wantsLogits && names.includes(logits);
    // Nothing more is asked of the model than the app does: where that fails, it is the app's error.
    const answering = pass();
    const watched = async () => {
      const all = await answering;
      const ofFeatures = () => {
        if (image) tap.onInput(image(request.at(-1) as never));
        return rowsOf(tensorOf(all, names, features), channels);
      };
      const ofLogits = () => logitsOf(tensorOf(all, names, logits!));
      const delivery = deliveryOf(tap, wantsLogits ? [ofFeatures, ofLogits] : [ofFeatures]);
      return { answer: visible(all, names, hidden), delivery };
    };
    return watchedInTurn(tap, turns, watched, () => answering);
  });
}

function tensorOf(answer: Answer, names: readonly string[], name: string): LiteRtTensor {
  const tensor = tensorIn(answer, names, name);
  if (tensor?.type) return tensor;
  throw new InvalidFeaturesError(`The model gave no tensor '${name}' in its run.`);
}
