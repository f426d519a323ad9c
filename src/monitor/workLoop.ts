import { nextTask, timeSlices } from '../core/base/tasks.js';

/**
 * Steps made one after another, in tasks of their own, as long as there is something to do. A step must not
 * reject, and must come to an end.
 */
export class WorkLoop {
  readonly #hasMore: () => boolean;
  readonly #step: () => Promise<void>;
  #run: Promise<void> | undefined;
  #turn = newTurn();
  #isResting = false;

  constructor(hasMore: () => boolean, step: () => Promise<void>) {
    this.#hasMore = hasMore;
    this.#step = step;
  }

  /** There is something to do. */
  wake(): void {
    if (!this.#isResting) this.#run ??= this.#steps();
  }

  /** Resolves when there is nothing to do any more, or after a step that was enough. */
  async until(isEnough: () => boolean): Promise<void> {
    while (this.#run && !isEnough()) await this.#turn.promise;
  }

  /** Resolves after the step that is being made; none follows before {@link resume}. */
  async rest(): Promise<void> {
    this.#isResting = true;
    await this.#run;
  }

  resume(): void {
    this.#isResting = false;
    this.wake();
  }

  async #steps(): Promise<void> {
    const pause = timeSlices();
    await nextTask();
    while (!this.#isResting && this.#hasMore()) {
      await this.#step();
      this.#endTurn();
      // On a backend that answers in microtasks all that waits would be one long task.
      await pause();
    }
    // In the same step as the last look: nothing can come in between.
    this.#run = undefined;
    this.#endTurn();
  }

  #endTurn(): void {
    const { end } = this.#turn;
    this.#turn = newTurn();
    end();
  }
}

function newTurn(): { readonly promise: Promise<void>; readonly end: () => void } {
  let end = (): void => {};
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { promise, end };
}
