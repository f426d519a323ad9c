import { InvalidOptionError, PartLoadError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { patiently } from '../core/base/patience.js';
import { handled } from '../core/base/tasks.js';
import type { FeatureSource } from '../core/model/identity.js';
import type { Runtime } from '../core/model/runtime.js';
import {
  type FeatureTap,
  isTappable,
  type TapOptions,
  type TappableModel,
} from '../core/model/tap.js';
import { disposeSample, type Sample } from './sample.js';
import type { Suspension } from './suspension.js';

/** What a {@link Wrapping} needs of its monitor. */
export interface WrappingHooks {
  readonly runtime: Runtime;
  /** How long the model's backend may take to answer, in milliseconds. @defaultValue `PATIENCE_MS` */
  readonly timeoutMs?: number | undefined;
  /** What the model has to fit. */
  readonly reference: () => FeatureSource;
  /** The model is not the reference's, and is not watched any more. */
  readonly onMismatch: (error: unknown) => void;
}

/** The model that is watched. */
interface Watched {
  readonly source: TappableModel<object>;
  /** What kept its features last. */
  holder: object | undefined;
  /** Whether another one kept them before. */
  isMoved?: boolean;
  /** Whether a part of the library was missing when it was to be identified. */
  isUnknown?: boolean;
}

/** The one model that a monitor watches at a time. */
export class Wrapping {
  readonly #hooks: WrappingHooks;
  #current: Watched | undefined;
  #check: Promise<void> | undefined;

  constructor(hooks: WrappingHooks) {
    this.#hooks = hooks;
  }

  /**
   * Resolves when it is known whether the model is the reference's; to be awaited before its rows.
   *
   * @throws PartLoadError where that cannot be known now; the next call tries again.
   */
  check(): Promise<void> | undefined {
    const current = this.#current;
    if (current?.isUnknown) this.#identify(current);
    return current && this.#check;
  }

  /** That the model which is watched can answer no more; undefined where it can, or none is. */
  get suspension(): Suspension | undefined {
    if (!this.#current || this.#current.source.isAlive()) return undefined;
    return {
      code: 'model-lost',
      reason:
        "The model's weights are gone: it was disposed of, or tfjs's backend or device was lost. Load it again, " +
        'then monitor.wrap(model): window, evidence and counts go on.',
    };
  }

  /**
   * A model whose weights are gone gives its place to another.
   *
   * @param tapOf The tap, given whether it is still of interest.
   * @throws InvalidOptionError for another kind of model, or while a model is wrapped already.
   */
  wrap<Model extends object>(
    model: Model | TappableModel<Model>,
    options: TapOptions,
    tapOf: (isOpen: () => boolean) => FeatureTap,
  ): Model {
    if (this.#current?.source.isAlive()) {
      throw new InvalidOptionError('A model is wrapped already; call unwrap() first.');
    }
    const source = isTappable(model) ? model : this.#hooks.runtime.tappable(model, options);
    const current: Watched = { source, holder: undefined };
    this.#current = current;
    this.#identify(current);
    return source.tap(tapOf(() => this.#current === current));
  }

  /**
   * Whether a sample of the model is to be believed. Where it comes from another backend or device than the
   * one before, the model was moved there: it is identified again, before the sample is taken in.
   *
   * @returns False, and it is disposed of, where the model's weights are gone.
   */
  admit(sample: Sample): boolean {
    const current = this.#current;
    if (!current || !('onDevice' in sample)) return true;
    if (!current.source.isAlive()) {
      disposeSample(sample);
      return false;
    }
    const { holder } = sample.onDevice;
    if (current.holder && holder && current.holder !== holder) {
      current.isMoved = true;
      this.#identify(current);
    }
    current.holder = holder ?? current.holder;
    return true;
  }

  unwrap(): void {
    this.#current = undefined;
  }

  #identify(current: Watched): void {
    const { reference, timeoutMs, onMismatch } = this.#hooks;
    current.isUnknown = false;
    const check = requireSameModel(reference(), current);
    this.#check = handled(
      patiently(check, "The model's backend", { ms: timeoutMs }).catch((error) => {
        if (this.#current !== current) return;
        if (error instanceof PartLoadError) {
          current.isUnknown = true;
          throw error;
        }
        this.unwrap();
        onMismatch(error);
      }),
    );
  }
}

/** A model is identified only where there is one to compare. */
async function requireSameModel(
  reference: FeatureSource,
  { source, isMoved }: Watched,
): Promise<void> {
  const model = reference.model && (await source.identify());
  // Of features from elsewhere nothing is known.
  if (!model && reference.preprocessing === undefined) return;
  const { requireSameSource } = await loadPart(() => import('../core/model/sameSource.later.js'));
  requireSameSource(reference, { preprocessing: source.preprocessing, model }, isMoved);
}
