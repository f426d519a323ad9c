import { InvalidOptionError } from '../core/base/errors.js';
import { type FeatureSource, requireSameModel } from '../core/model/identity.js';
import type { Runtime } from '../core/model/runtime.js';
import type { FeatureTap, TapOptions } from '../core/model/tap.js';

/** What a {@link Wrapping} needs of its monitor. */
export interface WrappingHooks {
  readonly runtime: Runtime;
  /** What the model has to fit. */
  readonly reference: () => FeatureSource;
  /** The model is not the reference's, and is not watched any more. */
  readonly onMismatch: (error: unknown) => void;
}

/** The one model that a monitor watches at a time. */
export class Wrapping {
  readonly #hooks: WrappingHooks;
  #current: symbol | undefined;
  #check: Promise<void> | undefined;

  constructor(hooks: WrappingHooks) {
    this.#hooks = hooks;
  }

  /** Settled when it is known whether the model is the reference's; to be awaited before its rows. */
  get check(): Promise<void> | undefined {
    return this.#check;
  }

  /**
   * @param tapOf The tap, given whether it is still of interest.
   * @throws InvalidOptionError for another kind of model, or while a model is wrapped already.
   */
  wrap<Model extends object>(
    model: Model,
    options: TapOptions,
    tapOf: (isOpen: () => boolean) => FeatureTap,
  ): Model {
    if (this.#current) {
      throw new InvalidOptionError('A model is wrapped already; call unwrap() first.');
    }
    const { runtime, reference, onMismatch } = this.#hooks;
    const source = runtime.tappable(model, options);
    const current = Symbol('wrapped model');
    const isOpen = (): boolean => this.#current === current;
    this.#current = current;
    this.#check = requireSameModel(reference(), source).catch((error) => {
      if (!isOpen()) return;
      this.unwrap();
      onMismatch(error);
    });
    return source.tap(tapOf(isOpen));
  }

  unwrap(): void {
    this.#current = undefined;
  }
}
