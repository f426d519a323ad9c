import type { Prediction } from '../watch/rightGuesses.js';
import { fetchFile } from './fetchFile.js';

/** A classifier on MobileNet's features: softmax of features · weights + bias. */
export class PhotoHead {
  readonly #classNames: readonly string[];
  /** Shape [features, classes]. */
  readonly #weights: Float32Array;
  readonly #bias: Float32Array;

  constructor(classNames: readonly string[], weights: Float32Array, bias: Float32Array) {
    this.#classNames = classNames;
    this.#weights = weights;
    this.#bias = bias;
  }

  /** @param url Of a safetensors file of `weights` and `bias`, with `classNames`. */
  static async load(url: string): Promise<PhotoHead> {
    const response = await fetchFile(url);
    return PhotoHead.of(await response.arrayBuffer());
  }

  /** @param file A length of 8 bytes, a header of JSON, and the tensors' bytes: https://github.com/huggingface/safetensors. */
  static of(file: ArrayBuffer): PhotoHead {
    const length = Number(new DataView(file).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
    const tensor = (name: string): Float32Array => {
      const [from, to] = header[name].data_offsets;
      return new Float32Array(file.slice(8 + length + from, 8 + length + to));
    };
    const { classNames } = header.__metadata__;
    return new PhotoHead(JSON.parse(classNames), tensor('weights'), tensor('bias'));
  }

  /** All classes, the likeliest first. @param row The features of a photo. */
  tell(row: ArrayLike<number>): Prediction[] {
    const logits = Array.from(this.#bias);
    const { length } = logits;
    for (let feature = 0; feature < row.length; feature++) {
      for (let at = 0; at < length; at++) {
        logits[at]! += row[feature]! * this.#weights[feature * length + at]!;
      }
    }
    const most = Math.max(...logits);
    const shares = logits.map((logit) => Math.exp(logit - most));
    const sum = shares.reduce((total, share) => total + share, 0);
    return this.#classNames
      .map((className, at) => ({ className, probability: shares[at]! / sum }))
      .sort((a, b) => b.probability - a.probability);
  }
}
