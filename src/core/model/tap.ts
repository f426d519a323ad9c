import type { DeviceRows } from '../base/rows.js';
import type { ModelIdentity } from './identity.js';

/** Which layer of a model to watch; none of this is needed for a MobileNet as TensorFlow publishes it. */
export interface TapOptions {
  /**
   * For a GraphModel: name of the node whose output is the feature, shape [batch, …, width], channels
   * last; averaged over the axes between. `candidateLayers` of `tfjs-drift/layers` lists them. Also for a
   * MobileNet that names its nodes in another way, e.g. one converted from Keras.
   */
  readonly featureNode?: string | undefined;
  /** For a LayersModel: name of the layer whose output is the feature, as for `featureNode`. */
  readonly featureLayer?: string | undefined;
  /**
   * For a GraphModel: name of the node whose output are the logits, before softmax.
   * @defaultValue the model's only output, or what goes into the softmax there
   */
  readonly logitsNode?: string | undefined;
  /**
   * For a LayersModel: name of the layer whose output are the logits, or their softmax.
   * @defaultValue the model's only output, unless it ends in a sigmoid
   */
  readonly logitsLayer?: string | undefined;
  /**
   * How the model's inputs are prepared, in any words, e.g. `'resize 224, [0, 1]'`: kept with a
   * reference, which is refused where the wrapped model's differs. Known for a MobileNet.
   */
  readonly preprocessing?: string | undefined;
  /**
   * The picture that the model's input was made of, for `keepThumbnails`: asked for after each pass. Not needed
   * for a MobileNet. Where it throws, the input is lost, and the `error` event says so.
   * @defaultValue none
   */
  readonly image?: (() => unknown) | undefined;
}

/** How a kind of model is watched. */
export interface TappableModel<Model extends object> {
  /** How inputs are prepared, where that is known. */
  readonly preprocessing: string | undefined;
  /**
   * Reads all weights once; from then on it is cheap, until one is assigned anew or is held by another
   * backend, e.g. after the app's `setBackend`: then they are read again.
   *
   * @throws TimeoutError, DisposedError or BackendUnavailableError where a weight cannot be read.
   * @throws The signal's reason, when aborted.
   */
  identify(signal?: AbortSignal): Promise<ModelIdentity>;
  /**
   * Whether the model can still answer truly: false where any of its weights is disposed of, or lies,
   * or lay until it was moved, on a backend that was removed or whose device is lost. Reads no values
   * and moves none: cheap enough to be asked once an input.
   */
  isAlive(): boolean;
  /** A model with the same interface, answering the same, whose features go to the tap. */
  tap(tap: FeatureTap): Model;
}

/** Whether it is what an adapter made of a model, not a model. */
export function isTappable<Model extends object>(
  model: Model | TappableModel<Model>,
): model is TappableModel<Model> {
  const { tap, identify, isAlive } = Object(model) as TappableModel<Model>;
  return [tap, identify, isAlive].every((one) => typeof one === 'function');
}

/** Where a tapped model sends what it saw; what these functions throw goes to `onError`, not to the app. */
export interface FeatureTap {
  /** False: the model runs exactly as if it were not wrapped. */
  readonly isOpen: () => boolean;
  /** Whether the logits of the pass are wanted too; if not, none are computed or kept for the tap. */
  readonly wantsLogits: boolean;
  /** What the app gave to the model, before the pass that it is for; called where it is known. */
  readonly onInput?: (input: unknown) => void;
  /**
   * The features of one forward pass, shape [batch, width], and its logits, shape [batch, classes],
   * where they are wanted and the model has them; the receiver disposes of both.
   */
  readonly onFeatures: (features: DeviceRows, logits: DeviceRows | undefined) => void;
  /**
   * The app's own pass failed, and its error is on its way to the app. Not called for a pass that failed
   * only as it was watched: that is an error of ours.
   */
  readonly onPassFailed?: (error: unknown) => void;
  /**
   * Awaited before an answer that comes by promise is handed out, unchanged; undefined where nothing is to
   * be waited for. Neither rejects nor takes longer than some ms.
   */
  readonly room?: () => Promise<void> | undefined;
  readonly onError: (error: unknown) => void;
}
