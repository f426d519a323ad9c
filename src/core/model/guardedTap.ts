import type { FeatureTap } from './tap.js';

/** One that throws nothing into the app. */
export type GuardedTap = Required<FeatureTap>;

/** What one pass gave to a tap; one of the two is called, once, and neither throws. */
export interface Delivery {
  handOver(): void;
  discard(): void;
}

/** What the tap's functions throw goes to its `onError`; features that it did not take are disposed of. */
export function guardedTap(tap: FeatureTap): GuardedTap {
  const onError = (error: unknown): void => {
    try {
      tap.onError(error);
    } catch (another) {
      console.error('tfjs-drift:', error, another);
    }
  };
  const guarded = <Args extends unknown[]>(call: (...args: Args) => void, clear?: typeof call) => {
    return (...args: Args): void => {
      try {
        call(...args);
      } catch (error) {
        clear?.(...args);
        onError(error);
      }
    };
  };
  return {
    isOpen: tap.isOpen,
    wantsLogits: tap.wantsLogits,
    onInput: guarded((input) => tap.onInput?.(input)),
    onFeatures: guarded(tap.onFeatures, (features, logits) => {
      features.dispose();
      logits?.dispose();
    }),
    onPassFailed: guarded((error) => tap.onPassFailed?.(error)),
    room: () => tap.room?.(),
    onError,
  };
}

/** A method of the app's, whose answers wait until there is room for more. */
export function roomy<Args extends unknown[], Answer>(
  tap: GuardedTap,
  method: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  return async function (this: unknown, ...args) {
    const answer = await method.apply(this, args);
    await tap.room();
    return answer;
  };
}
