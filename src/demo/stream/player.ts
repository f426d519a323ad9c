/** What the player runs, and whom it tells. */
interface PlayerHooks {
  /** Handles one picture. */
  readonly step: () => Promise<void>;
  readonly onPlaying: (isPlaying: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** Runs steps one after the other, at most so many a second. */
export class Player {
  picturesPerSecond: number;
  readonly #hooks: PlayerHooks;
  #isPlaying = false;
  #running: Promise<void> = Promise.resolve();

  constructor(picturesPerSecond: number, hooks: PlayerHooks) {
    this.picturesPerSecond = picturesPerSecond;
    this.#hooks = hooks;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  play(): void {
    if (this.#isPlaying) return;
    this.#setPlaying(true);
    this.#running = this.#running.then(() => this.#loop());
  }

  /** Resolves when the step under way has ended. */
  pause(): Promise<void> {
    if (this.#isPlaying) this.#setPlaying(false);
    return this.#running;
  }

  /** Pauses, then handles one picture. */
  async stepOnce(): Promise<void> {
    await this.pause();
    this.#running = this.#running.then(() => this.#step());
    await this.#running;
  }

  async #loop(): Promise<void> {
    while (this.#isPlaying) {
      const start = performance.now();
      await this.#step();
      const rest = 1000 / this.picturesPerSecond - (performance.now() - start);
      // Even at full speed the page must get its turn to paint and to take clicks.
      if (this.#isPlaying) await pauseFor(Math.max(rest, 0));
    }
  }

  async #step(): Promise<void> {
    try {
      await this.#hooks.step();
    } catch (error) {
      if (this.#isPlaying) this.#setPlaying(false);
      this.#hooks.onError(error);
    }
  }

  #setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    this.#hooks.onPlaying(isPlaying);
  }
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
