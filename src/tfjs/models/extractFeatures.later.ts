import { dispose, Tensor, tidy } from '@tensorflow/tfjs-core';
import { requireSignal, requireType } from '../../core/base/checks.js';
import { InvalidImageError, InvalidOptionError } from '../../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../../core/base/names.js';
import { PATIENCE_MS } from '../../core/base/patience.js';
import { drawnPicture } from '../../core/explain/drawnPicture.js';
import { type ExtractionOptions, extractRows } from '../../core/model/extraction.later.js';
import type { Extraction, FeatureSource } from '../../core/model/identity.js';
import { type InputList, requireInputList } from '../../core/model/inputList.js';
import type { TapOptions } from '../../core/model/tap.js';
import { type ImageInput, isImage, type ModelInput, toModelTensor } from './imageInput.js';
import { isMobileNet } from './mobileNet.js';
import { tapOptionNames, tappable } from './tappable.js';

/** Options of `Reference.fit`. */
export interface FitOptions extends TapOptions, ExtractionOptions<ImageInput> {
  /**
   * Makes of each input what the model takes, e.g. a batch of one, scaled to [0, 1]. Called in a
   * `tf.tidy`, with images as [height, width, 3] in 0 to 255. Not needed for a MobileNet.
   * @defaultValue inputs go to the model as they are
   */
  readonly preprocess?: (input: Tensor) => Tensor;
}

const OPTIONS: NamesOf<FitOptions> = {
  ...tapOptionNames,
  preprocess: true,
  labels: true,
  times: true,
  properties: true,
  correct: true,
  onProgress: true,
  signal: true,
};

/**
 * Feature rows of inputs, and the model's outputs where it has logits; one forward pass each.
 *
 * @param ms How long an image may take to load, and a pass to be computed.
 */
export async function extractFeatures(
  model: object,
  inputs: InputList<ModelInput>,
  options: FitOptions,
  ms: number = PATIENCE_MS,
): Promise<Extraction> {
  requireKnownNames('Reference.fit', options, OPTIONS);
  const { preprocess, labels, times, properties, correct, onProgress, signal, ...tapOptions } =
    options;
  requireType('preprocess', preprocess, 'function');
  requireType('onProgress', onProgress, 'function');
  requireSignal(signal);
  requireInputList(inputs);
  const source = tappable(model, tapOptions);
  const prepare = (tensor: Tensor): Tensor => {
    const prepared = preprocess ? requireTensor(preprocess(tensor)) : tensor;
    return isMobileNet(model) ? requireColours(prepared) : prepared;
  };
  let pictures: ReturnType<typeof drawnPicture>[] = [];
  let imageSize: FeatureSource['imageSize'];
  const run = async (tapped: object, input: ModelInput): Promise<void> => {
    pictures = [];
    // Of its own pixels, which a tensor of it may not have.
    const onPicture = (picture: unknown): void => {
      if (properties === undefined) pictures.push(drawnPicture(picture));
    };
    const tensor = await toModelTensor(input, { ms, signal }, onPicture);
    try {
      dispose(tidy(() => source.infer(tapped, prepare(tensor))));
    } finally {
      tensor.dispose();
    }
    if (isImage(input)) imageSize = 'natural';
  };
  const extraction = await extractRows(
    {
      source,
      run,
      seen: () => pictures.map((measure) => measure?.()),
      ms,
      Refusal: InvalidImageError,
    },
    inputs,
    options as ExtractionOptions<ModelInput>,
  );
  return { ...extraction, source: { ...extraction.source, imageSize } };
}

function requireTensor(prepared: unknown): Tensor {
  if (prepared instanceof Tensor) return prepared;
  throw new InvalidOptionError(
    `preprocess: a tensor was expected from it, ${Object.prototype.toString.call(prepared)} came.`,
  );
}

/** MobileNet makes images of any numbers, also of those that are in other places. */
function requireColours(tensor: Tensor): Tensor {
  const { shape, rank } = tensor;
  if ((rank === 3 || rank === 4) && shape[rank - 1] === 3) return tensor;
  throw new InvalidImageError(
    `a tensor of shape [${shape}] came; [height, width, 3] with red, green and blue in 0 to 255 was ` +
      'expected. `preprocess` can bring it to that.',
  );
}
