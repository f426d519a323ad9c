import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireOneOf } from '../core/base/names.js';

/** Errors of a kind are printed once in so many milliseconds where nobody listens. */
const QUIET_MS = 60_000;

/** Functions by event; calling what `on` returned takes one off again. */
export class Listeners<Events extends { error: unknown }> {
  readonly #names: readonly string[];
  readonly #clock: () => number;
  readonly #entries = new Set<{ readonly name: keyof Events; readonly listener: unknown }>();
  /** When errors of a kind were last printed, and how many came since. */
  readonly #printed = new Map<string, { readonly at: number; more: number }>();

  /**
   * @param names Of the events that there are.
   * @param clock Milliseconds, never going backwards.
   */
  constructor(names: NamesOf<Events>, clock: () => number = () => performance.now()) {
    this.#names = Object.keys(names);
    this.#clock = clock;
  }

  /**
   * A listener that is added twice is called once, until it is taken off twice.
   *
   * @throws InvalidOptionError for an event that there is not, or what is no function.
   */
  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    requireOneOf<string>('on', name, this.#names);
    if (typeof listener !== 'function') {
      throw new InvalidOptionError(
        `on: a function was expected as listener of '${String(name)}', ${came(listener)} came.`,
      );
    }
    const entry = { name, listener };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  has(...names: (keyof Events)[]): boolean {
    return [...this.#entries].some(({ name }) => names.includes(name));
  }

  /** Calls the listeners in turn; one that throws or rejects stops neither the others nor the caller. */
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    const named = [...this.#entries].filter((entry) => entry.name === name);
    const listeners = new Set(
      named.map(({ listener }) => listener as (payload: unknown) => unknown),
    );
    if (name === 'error' && listeners.size === 0) {
      this.#print('no error listener is set', payload);
    }
    const onError = (error: unknown): void => {
      if (name === 'error') this.#print('an error listener threw', error);
      else this.emit('error', error as Events['error']);
    };
    for (const listener of listeners) {
      try {
        const result = listener(payload) as PromiseLike<unknown> | undefined;
        if (typeof result?.then === 'function') result.then(undefined, onError);
      } catch (error) {
        onError(error);
      }
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  /** The first of a kind, and the first after a minute; a video would fill the console else. */
  #print(what: string, error: unknown): void {
    const kind = error instanceof Error ? error.name : typeof error;
    const last = this.#printed.get(what + kind);
    const now = this.#clock();
    if (last && now - last.at < QUIET_MS) {
      last.more++;
      return;
    }
    this.#printed.set(what + kind, { at: now, more: 0 });
    const more = last?.more ? ` ${last.more} more of this kind came since the last warning.` : '';
    console.warn(`tfjs-drift: ${what}.${more}`, error);
  }
}
