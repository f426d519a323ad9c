import { PATIENCE_MS } from '../base/patience.js';
import type { Delivery, GuardedTap } from './guardedTap.js';

/** So many passes that have ended wait for an earlier one. */
const MAX_WAITING = 8;

/** How often is looked, while any wait, whether they still are of interest. */
const LOOK_MS = 250;

/** A pass that is under way, or that has ended and waits for earlier ones. */
interface Turn {
  hasEnded: boolean;
  delivery?: Delivery | undefined;
  /** At how many looks it kept others waiting: a computer that slept meanwhile has used up one. */
  looks: number;
}

/**
 * Lets what ends in any order be handed over in the order in which it began. A pass that keeps too many
 * others waiting, or for too long, loses its turn, and is handed over when it ends.
 */
export class Turns {
  readonly #isOpen: () => boolean;
  readonly #queue: Turn[] = [];
  #timer: ReturnType<typeof setInterval> | undefined;

  /** @param isOpen Whether anybody still is after it; if not, what waits is disposed of. */
  constructor(isOpen: () => boolean) {
    this.#isOpen = isOpen;
  }

  /** @returns To be called once, when it has ended, with what it gave. */
  begin(): (delivery: Delivery | undefined) => void {
    const turn: Turn = { hasEnded: false, looks: 0 };
    this.#queue.push(turn);
    return (delivery) => {
      turn.hasEnded = true;
      turn.delivery = delivery;
      if (!this.#queue.includes(turn)) this.#queue.unshift(turn);
      this.#goOn();
    };
  }

  #goOn(): void {
    if (!this.#isOpen()) for (const { delivery } of this.#queue.splice(0)) delivery?.discard();
    let waiting = this.#queue.filter(({ hasEnded }) => hasEnded).length;
    for (let first = this.#queue[0]; first; first = this.#queue[0]) {
      const isGivenUp = waiting >= MAX_WAITING || first.looks * LOOK_MS >= PATIENCE_MS;
      if (!first.hasEnded && !isGivenUp) break;
      this.#queue.shift();
      if (first.hasEnded) waiting--;
      first.delivery?.handOver();
    }
    this.#lookAgain(waiting > 0);
  }

  #lookAgain(isWaiting: boolean): void {
    if (isWaiting === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = isWaiting ? setInterval(() => this.#look(), LOOK_MS) : undefined;
    // Node would stay awake for it.
    (this.#timer as { unref?: () => void } | undefined)?.unref?.();
  }

  #look(): void {
    for (const turn of this.#queue) turn.looks++;
    this.#goOn();
  }
}

/**
 * A pass of the app's that is watched, in its turn. Should it fail, it is run as the app asked for it: where that
 * fails as well, its own error is the one to see.
 *
 * @param watched Gives the app's own answer, and what was tapped.
 */
export async function watchedInTurn<Answer>(
  tap: GuardedTap,
  turns: Turns,
  watched: () => Promise<{ answer: Answer; delivery?: Delivery | undefined }>,
  asAsked: () => Promise<Answer>,
): Promise<Answer> {
  const end = turns.begin();
  let delivery: Delivery | undefined;
  try {
    const pass = await watched();
    delivery = pass.delivery;
    return pass.answer;
  } catch (failure) {
    try {
      const answer = await asAsked();
      tap.onError(failure);
      return answer;
    } catch (error) {
      tap.onPassFailed(error);
      throw error;
    }
  } finally {
    end(delivery);
  }
}
