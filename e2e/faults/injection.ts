import { seededRandom } from '../../src/core/base/random.js';
import type { Mode, Site } from './sites.js';

/** One failure: which call of which site, from 1, and what it does; once, or from there on. */
export interface Fault {
  readonly site: string;
  readonly call: number;
  readonly mode: Mode;
  readonly isLasting: boolean;
}

type Work = (this: unknown, ...args: unknown[]) => unknown;

/** Counts the calls of sites while it is on, and lets one of them fail. */
export class Injection {
  readonly calls = new Map<string, number>();
  readonly #fault: Fault | undefined;
  readonly #random = seededRandom(9);
  /** What a buffer held at its latest reading. */
  readonly #before = new WeakMap<object, Float32Array>();
  #isOn = false;
  /** Calls of the app and of the test are none of ours. */
  #isOfApp = 0;
  #hasFailed = false;
  readonly #undo: (() => void)[];

  constructor(sites: readonly Site[], fault?: Fault) {
    this.#fault = fault;
    this.#undo = sites.map((site) => this.#watch(site));
  }

  /** Whether the fault has come. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  start(): void {
    this.#isOn = true;
  }

  /** What the app does itself is not made to fail. */
  asApp<Result>(work: () => Result): Result {
    this.#isOfApp++;
    try {
      return work();
    } finally {
      this.#isOfApp--;
    }
  }

  /** Work in which nothing fails. */
  async without<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#isOn = false;
    try {
      return await work();
    } finally {
      this.#isOn = true;
    }
  }

  end(): void {
    this.#isOn = false;
    for (const undo of this.#undo) undo();
  }

  #watch({ name, owner, property, isOurs = () => true }: Site): () => void {
    const before = Object.getOwnPropertyDescriptor(owner, property);
    const work = (owner as Record<string, Work>)[property]!;
    const injection = this;
    Object.defineProperty(owner, property, {
      configurable: true,
      writable: true,
      value(this: unknown, ...args: unknown[]) {
        const run = () => work.apply(this, args);
        if (!injection.#isOn || injection.#isOfApp > 0 || !isOurs(this, args)) return run();
        const call = (injection.calls.get(name) ?? 0) + 1;
        injection.calls.set(name, call);
        const fault = injection.#fault;
        const isHit =
          fault?.site === name && (fault.isLasting ? call >= fault.call : call === fault.call);
        if (!isHit) {
          const result = run();
          if (result instanceof ArrayBuffer) injection.#remember(this as object, result);
          return result;
        }
        injection.#hasFailed = true;
        return injection.#fail(fault.mode, run, this);
      },
    });
    return () => {
      if (before) Object.defineProperty(owner, property, before);
      else delete (owner as Record<string, unknown>)[property];
    };
  }

  #fail(mode: Mode, run: () => unknown, self: unknown): unknown {
    switch (mode) {
      case 'throw':
        throw new TypeError('An injected fault.');
      case 'reject':
        return Promise.reject(new TypeError('An injected fault.'));
      case 'never settle':
        // Of a store: a request that nobody answers.
        return self instanceof IDBFactory || self instanceof IDBObjectStore
          ? new EventTarget()
          : new Promise(() => {});
      case 'do nothing':
        return undefined;
      default:
        return this.#garbage(mode, run(), self);
    }
  }

  /** The values, in place of those that came; of tensors they come later. */
  #garbage(mode: Mode, values: unknown, self: unknown): unknown {
    if (values instanceof Promise) return values.then((came) => this.#garbage(mode, came, self));
    const bytes = values instanceof ArrayBuffer ? values : (values as Float32Array).slice().buffer;
    const numbers = new Float32Array(bytes.slice(0));
    const before = this.#before.get(self as object);
    for (let i = 0; i < numbers.length; i++) {
      if (mode === 'NaN') numbers[i] = Number.NaN;
      else if (mode === 'zeros') numbers[i] = 0;
      else if (mode === 'noise') numbers[i] = numbers[i]! + this.#random() - 0.5;
      else numbers[i] = before?.[i] ?? 0;
    }
    return values instanceof ArrayBuffer ? numbers.buffer : numbers;
  }

  #remember(self: object, values: ArrayBuffer): void {
    this.#before.set(self, new Float32Array(values.slice(0)));
  }
}
