import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import type { FleetStore } from '../store/fleetStore.js';
import { StoreFullError, StoreUnavailableError } from '../store/storeErrors.js';
import { RequestError } from './answer.js';

/** Sketches of one commit. */
const MOST_AT_ONCE = 20_000;

interface Waiting {
  readonly sketches: readonly FleetSketch[];
  readonly resolve: (isNew: boolean[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Batches that come while one is being committed are committed together after it: a disk that syncs a hundred times a
 * second takes thousands of sketches then, and each batch is still acknowledged only when it is durable.
 */
export class CommitQueue {
  readonly #store: Pick<FleetStore, 'insert'>;
  readonly #mostWaiting: number;
  #waiting: Waiting[] = [];
  #sketches = 0;
  #work: Promise<void> | undefined;

  /** @param mostWaiting Sketches; beyond them batches are refused for a while. */
  constructor(store: Pick<FleetStore, 'insert'>, mostWaiting: number) {
    this.#store = store;
    this.#mostWaiting = mostWaiting;
  }

  /**
   * @returns When they are durable: for each whether it is new.
   * @throws {@link RequestError} when too many wait, the disk is full, or the store fails.
   */
  async add(sketches: readonly FleetSketch[]): Promise<boolean[]> {
    if (sketches.length === 0) return [];
    if (this.#sketches + sketches.length > this.#mostWaiting) {
      throw new RequestError(503, 'busy', 'Too many sketches wait to be kept; send them later.', {
        retryAfterS: 10,
      });
    }
    this.#sketches += sketches.length;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.push({ sketches, resolve, reject });
        this.#work ??= this.#commitAll();
      });
    } catch (error) {
      throw answerTo(error);
    } finally {
      this.#sketches -= sketches.length;
    }
  }

  /** When all that came is durable, or refused. */
  async idle(): Promise<void> {
    await this.#work;
  }

  async #commitAll(): Promise<void> {
    // Those of the same turn go together.
    await undefined;
    while (this.#waiting.length > 0) {
      let [batches, sketches] = [0, 0];
      while (batches < this.#waiting.length && sketches < MOST_AT_ONCE) {
        sketches += this.#waiting[batches]!.sketches.length;
        batches++;
      }
      await this.#commit(this.#waiting.splice(0, batches));
    }
    this.#work = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      const isNew = await this.#store.insert(group.flatMap(({ sketches }) => sketches));
      let at = 0;
      for (const { sketches, resolve } of group) {
        resolve(isNew.slice(at, at + sketches.length));
        at += sketches.length;
      }
    } catch (error) {
      const isOfStore = error instanceof StoreFullError || error instanceof StoreUnavailableError;
      if (isOfStore || group.length === 1) for (const { reject } of group) reject(error);
      // Something about one of them: the others need not wait for it.
      else for (const one of group) await this.#commit([one]);
    }
  }
}

function answerTo(error: unknown): RequestError {
  if (error instanceof StoreFullError) {
    return new RequestError(507, 'store-full', error.message, { retryAfterS: 300 });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new RequestError(503, 'store-unavailable', message, { retryAfterS: 30 });
}
