import type { AlarmLevel, ChangeKind } from '../core/alarm/alarmPolicy.js';
import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import type { InputProperties } from '../core/base/rowProperties.js';
import type { FeatureRow } from '../core/base/rows.js';
import type { Explanation } from '../core/explain/explanation.js';
import type { Harm } from '../core/harm/harm.js';
import type { Kernel } from '../core/mmd/kernel.js';
import type { Reference } from '../reference/reference.js';

/** What is known of one input: its properties at once, or what reads them a little later. */
export type Described = InputProperties | (() => InputProperties | undefined) | undefined;

/** An input in the window, as an explainer sees it. */
export interface ExplainedInput {
  /** Counts the samples that were admitted, from 1. */
  readonly sample: number;
  /** When it came, milliseconds since 1970. */
  readonly timeMs: number;
  /** What `observe` was given as `id`. */
  readonly id?: string | undefined;
  /** Its features, the window's own: do not write to them. */
  readonly row: FeatureRow;
  readonly properties?: InputProperties | undefined;
  /** The probability of its most probable class; NaN or absent where no logits came. */
  readonly confidence?: number | undefined;
  /** Of its class probabilities, in nats; likewise. */
  readonly entropy?: number | undefined;
  readonly thumbnail?: OffscreenCanvas | undefined;
}

/** A test that an explainer is asked about. */
export interface ExplainedTest {
  readonly reference: Reference;
  readonly kernel: Kernel;
  /** In units of the features; undefined before the first permutation test. */
  readonly bandwidth: number | undefined;
  readonly seed: number;
  /** When the test was made, milliseconds since 1970. */
  readonly timeMs: number;
  readonly state: AlarmLevel;
  /** Whether an episode of drift has just ended. */
  readonly recovered: boolean;
  readonly kind?: ChangeKind | undefined;
  /** How many of the latest inputs look changed; 0 where none do. */
  readonly changed: number;
  /** How many independent rows say as much as those in the window. */
  readonly effectiveSampleSize: number;
  /** Those in the window, oldest first. */
  inputs(): readonly ExplainedInput[];
}

/** What an explainer says of a test. */
export interface Explained {
  readonly explanation?: Explanation | undefined;
  readonly harm?: Harm | undefined;
}

/** Says more of a test than that inputs are unlike the reference; `explainer` of `tfjs-drift/explain` makes one. */
export interface Explainer {
  /** Whether the model's logits are of use. */
  readonly wantsLogits: boolean;
  /**
   * Asked at once when an input comes, in the app's own call: what takes time belongs into a function, which is
   * called when the input is taken in. What it throws goes to the `error` event.
   */
  describe(input: unknown): Described;
  /** After each test, cheap while there is no drift. What it throws goes to the `error` event. */
  explain(test: ExplainedTest): Explained;
}

/** @throws InvalidOptionError for what is no explainer. */
export function requireExplainer(explain: Explainer | undefined): void {
  if (explain === undefined || typeof explain?.explain === 'function') return;
  throw new InvalidOptionError(
    `explain: explainer() of tfjs-drift/explain was expected, ${came(explain)} came.`,
  );
}
