import { InvalidFeaturesError } from '../core/base/errors.js';
import { type Delivery, guardedTap, roomy } from '../core/model/guardedTap.js';
import { deliveryOf } from '../core/model/outputs/delivery.later.js';
import { type Mask, requireNumberType } from '../core/model/outputs/outputRows.later.js';
import type { FeatureTap } from '../core/model/tap.js';
import { Turns, watchedInTurn } from '../core/model/turns.js';
import { maskOf } from './mask.later.js';
import { requestOf } from './request.later.js';
import { logitsOf, rowsOf } from './rows.later.js';
import type { Feeds, OnnxSession, OnnxTensor, Results, Run, SessionOptions } from './runtime.js';

/**
 * A session's `run` that answers the same, and whose features go to a tap.
 *
 * @param hidden Outputs that the app does not know of, and gets by name alone.
 */
export function watchedRun(
  session: OnnxSession,
  { features, logits, image, mask: maskName, ...options }: SessionOptions,
  hidden: readonly string[],
  given: FeatureTap,
): Run {
  const tap = guardedTap(given);
  const tappedNames = logits !== undefined && tap.wantsLogits ? [features, logits] : [features];
  const call = session.run as Run;
  const turns = new Turns(tap.isOpen);

  const run = roomy(tap, (feeds: unknown, ...asked: unknown[]): Promise<Results> => {
    const request = requestOf(asked, session.outputNames, hidden);
    const pass = (extra: readonly string[]) => call.call(session, feeds, ...request.with(extra));
    if (!tap.isOpen()) return pass([]);
    const extra = tappedNames.filter((name) => !request.names.includes(name));
    const watched = async () => {
      const mask = maskName === undefined ? undefined : maskOf(feeds as Feeds, maskName);
      const results = await pass(extra);
      const delivery = taken(feeds, results, extra, mask);
      if (extra.length === 0) return { answer: results, delivery };
      const answer = Object.fromEntries(request.names.map((name) => [name, results[name]!]));
      return { answer, delivery };
    };
    return watchedInTurn(tap, turns, watched, () => pass([]));
  });

  /** The features of a pass, and its logits; what the app did not ask for is disposed of. */
  const taken = (
    feeds: unknown,
    results: Results,
    extra: readonly string[],
    mask?: Mask,
  ): Delivery | undefined => {
    const ofFeatures = () => {
      if (image) tap.onInput(image(feeds as never));
      return rowsOf(tensorIn(results, features), options, mask);
    };
    const ofLogits = () => logitsOf(tensorIn(results, logits!));
    const delivery = deliveryOf(
      tap,
      tappedNames.length > 1 ? [ofFeatures, ofLogits] : [ofFeatures],
    );
    for (const name of extra) results[name]?.dispose();
    return delivery;
  };

  return run as Run;
}

function tensorIn(results: Results, name: string): OnnxTensor {
  const tensor = results?.[name];
  if (tensor && Array.isArray(tensor.dims)) {
    requireNumberType(tensor, name);
    return tensor;
  }
  throw new InvalidFeaturesError(`The session gave no tensor '${name}' in its run.`);
}
