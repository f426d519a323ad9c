import { came, requireType } from '../../base/checks.js';
import { InvalidOptionError } from '../../base/errors.js';
import { type NamesOf, requireKnownNames, requireOneOf, suggestion } from '../../base/names.js';
import type { FeatureTap, TapOptions, TappableModel } from '../tap.js';

/** Where a tensor's channels are: its last axis, or the first one after the batch. */
export type Channels = 'first' | 'last';

/** Which outputs of a model to watch. */
export interface OutputOptions {
  /**
   * Name of the output that holds the features, shape [batch, width]; of others the axes besides batch and
   * channels are averaged. `tapOnnx` and `tapLiteRt` make an output of what is within the model.
   */
  readonly features: string;
  /**
   * Where the channels of features with more than one axis besides the batch are.
   * @defaultValue of LiteRT.js `'last'`; of ONNX Runtime `'first'` of four axes and more, as of images, and `'last'`
   *   of three, as of tokens
   */
  readonly channels?: Channels;
  /** Name of the output that holds the logits of a classifier, or their softmax, shape [batch, classes]. */
  readonly logits?: string;
  /** A name for the model's file and version, kept with a reference, which is refused for another one. */
  readonly model?: string;
  /** How inputs are prepared, in any words, kept with a reference and compared as well. */
  readonly preprocessing?: string;
  /**
   * Whether the features are left out of the answers to runs that do not name them.
   * @defaultValue whether `tapOnnx` or `tapLiteRt` added them in this page, so that the app does not know of them
   */
  readonly hide?: boolean;
  /** The picture that inputs were made of, for `keepThumbnails`. */
  readonly image?: (inputs: never) => unknown;
}

export interface SegmentOptions {
  /** For a `SegmentedMonitor`: the segment of a class, by its index in the `logits`. */
  readonly labelOf?: (classIndex: number) => string;
}

/** A `DriftMonitor` or a `SegmentedMonitor`, of whatever entry. */
export interface WatchingMonitor {
  wrap<Model extends object>(
    model: TappableModel<Model>,
    options: TapOptions & SegmentOptions,
  ): Model;
}

export const OUTPUT_OPTIONS: NamesOf<OutputOptions> = {
  features: true,
  channels: true,
  logits: true,
  model: true,
  preprocessing: true,
  hide: true,
  image: true,
};

/** A model that answers with all that is watched of it. */
export interface OutputModel<Model extends object> {
  /** Its name where the app gives it none. */
  readonly name: string;
  readonly outputNames: readonly string[];
  /** What tells it from a model of other weights and inputs, as far as it can be told. */
  readonly architecture: string;
  isAlive(): boolean;
  tap(tap: FeatureTap): Model;
}

/**
 * @param what Who asks for it, as messages call it.
 * @param known All options that there are.
 * @throws {@link InvalidOptionError} for an output that it does not have, or an option that is not known.
 */
export function tappableOutputs<Model extends object, Options extends OutputOptions>(
  what: string,
  options: Options,
  known: NamesOf<Options>,
  { name, outputNames, architecture, isAlive, tap }: OutputModel<Model>,
): TappableModel<Model> {
  requireKnownNames(what, options, known);
  const { features, logits, channels, model, preprocessing } = options;
  requireType('model', model, 'string');
  requireType('preprocessing', preprocessing, 'string');
  requireType('hide', options.hide, 'boolean');
  requireType('image', options.image, 'function');
  if (channels !== undefined) requireOneOf('channels', channels, ['first', 'last']);
  const requireOutput = (option: string, output: string): void => {
    if (outputNames.includes(output)) return;
    const near = suggestion(String(output), outputNames);
    throw new InvalidOptionError(
      `${option}: the name of an output was expected, ${came(output)} came${near} What lies within ` +
        'becomes one by tapOnnx or tapLiteRt.',
    );
  };
  requireOutput('features', features);
  if (logits !== undefined) requireOutput('logits', logits);
  return {
    preprocessing,
    identify: async () => ({
      name: model ?? name,
      featureNode: features,
      logitsNode: logits,
      architecture,
      weightMagnitude: 0,
      // These models do not give them away.
      weights: [],
    }),
    isAlive,
    tap,
  };
}
