import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { DrawnPart } from './drawnParts.js';

/**
 * A small convolutional network and its training, in plain arrays: each layer takes every second place of 3 × 3
 * neighbours, with a ReLU; the last one is averaged over places, and classes are told apart by its softmax. Adam
 * (Kingma and Ba 2015) with its usual constants and a rate that falls to 0.
 */

/** Of one layer: [3, 3, from, to] of a convolution, [from, to] of the last one, and [to]. */
export interface Layer {
  readonly from: number;
  readonly to: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

interface TrainingOptions {
  /** Width and height of a picture, and then the channels: of the picture, of each layer, and the classes. */
  readonly size: number;
  readonly channels: readonly number[];
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly seed: number;
}

/** @returns The convolutions, then the layer of the classes. */
export function trained(parts: readonly DrawnPart[], options: TrainingOptions): Layer[] {
  const { size, channels, steps, batch, rate, seed } = options;
  const random = seededRandom(seed);
  const layers = untrained(channels, random);
  const adam = layers.map((layer) => [new Adam(layer.kernel), new Adam(layer.bias)]);
  for (let step = 1; step <= steps; step++) {
    const gradients = layers.map(({ kernel, bias }) => ({
      kernel: new Float32Array(kernel.length),
      bias: new Float32Array(bias.length),
    }));
    for (let at = 0; at < batch; at++) {
      learn(layers, parts[Math.floor(random() * parts.length)]!, size, gradients);
    }
    const now = rate * (1 - (step - 1) / steps);
    for (const [at, { kernel, bias }] of gradients.entries()) {
      adam[at]![0]!.step(kernel, { step, batch, rate: now });
      adam[at]![1]!.step(bias, { step, batch, rate: now });
    }
  }
  return layers;
}

/** What comes out of each layer: maps [height, width, channels] after the ReLU, the features, the probabilities. */
export function run(layers: readonly Layer[], picture: Float32Array, size: number) {
  const maps = [picture];
  const convolutions = layers.slice(0, -1);
  let width = size;
  for (const layer of convolutions) {
    const map = new Float32Array((width / 2) ** 2 * layer.to);
    for (let at = 0; at < map.length; at++) map[at] = layer.bias[at % layer.to]!;
    const input = maps.at(-1)!;
    eachTap(layer, width, (from, to, kernel) => {
      for (let i = 0; i < layer.from; i++) {
        const value = input[from + i]!;
        for (let o = 0; o < layer.to; o++) {
          map[to + o]! += value * layer.kernel[kernel + i * layer.to + o]!;
        }
      }
    });
    maps.push(map.map((value) => Math.max(0, value)));
    width /= 2;
  }
  const { from, to, kernel, bias } = layers.at(-1)!;
  const features = new Float32Array(from);
  const last = maps.at(-1)!;
  for (let at = 0; at < last.length; at++) features[at % from]! += last[at]! / width ** 2;
  const logits = bias.map((value, o) => {
    let sum = value;
    for (let i = 0; i < from; i++) sum += features[i]! * kernel[i * to + o]!;
    return sum;
  });
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return { maps, features, probabilities: powers.map((power) => power / sum), width };
}

/** Adds the gradients of one part's cross-entropy. */
function learn(
  layers: readonly Layer[],
  { picture, kind }: DrawnPart,
  size: number,
  gradients: readonly Pick<Layer, 'kernel' | 'bias'>[],
): void {
  const { maps, features, probabilities, width: last } = run(layers, picture, size);
  const classes = layers.at(-1)!;
  const ofClasses = gradients.at(-1)!;
  const ofFeatures = new Float32Array(classes.from);
  for (let o = 0; o < classes.to; o++) {
    const error = probabilities[o]! - (o === kind ? 1 : 0);
    ofClasses.bias[o]! += error;
    for (let i = 0; i < classes.from; i++) {
      ofClasses.kernel[i * classes.to + o]! += error * features[i]!;
      ofFeatures[i]! += error * classes.kernel[i * classes.to + o]!;
    }
  }
  let width = last;
  let of = maps.at(-1)!.map((_, at) => ofFeatures[at % classes.from]! / last ** 2);
  for (let at = layers.length - 2; at >= 0; at--) {
    const [layer, gradient, input, output] = [
      layers[at]!,
      gradients[at]!,
      maps[at]!,
      maps[at + 1]!,
    ];
    const ofOutput = of.map((value, place) => (output[place]! > 0 ? value : 0));
    const ofInput = new Float32Array(input.length);
    for (let place = 0; place < ofOutput.length; place++) {
      gradient.bias[place % layer.to]! += ofOutput[place]!;
    }
    width *= 2;
    eachTap(layer, width, (from, to, kernel) => {
      for (let i = 0; i < layer.from; i++) {
        const row = kernel + i * layer.to;
        let sum = 0;
        for (let o = 0; o < layer.to; o++) {
          const error = ofOutput[to + o]!;
          gradient.kernel[row + o]! += error * input[from + i]!;
          sum += error * layer.kernel[row + o]!;
        }
        ofInput[from + i]! += sum;
      }
    });
    of = ofInput;
  }
}

/** Places of the input, the output and the kernel that belong together; beyond the right and lower edge are zeros. */
function eachTap(
  { from, to }: Layer,
  width: number,
  visit: (input: number, output: number, kernel: number) => void,
): void {
  const half = width / 2;
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      for (let at = 0; at < 9; at++) {
        const [row, column] = [2 * y + Math.floor(at / 3), 2 * x + (at % 3)];
        if (row >= width || column >= width) continue;
        visit((row * width + column) * from, (y * half + x) * to, at * from * to);
      }
    }
  }
}

function untrained(channels: readonly number[], random: Random): Layer[] {
  const gaussian = normal(random);
  return channels.slice(1).map((to, at) => {
    const from = channels[at]!;
    const inputs = at === channels.length - 2 ? from : 9 * from;
    const scale = Math.sqrt(2 / inputs);
    const kernel = Float32Array.from({ length: inputs * to }, () => scale * gaussian());
    return { from, to, kernel, bias: new Float32Array(to) };
  });
}

class Adam {
  readonly #weights: Float32Array;
  readonly #mean: Float32Array;
  readonly #square: Float32Array;

  constructor(weights: Float32Array) {
    this.#weights = weights;
    this.#mean = new Float32Array(weights.length);
    this.#square = new Float32Array(weights.length);
  }

  step(
    gradients: Float32Array,
    { step, batch, rate }: { step: number; batch: number; rate: number },
  ): void {
    for (const [at, sum] of gradients.entries()) {
      const gradient = sum / batch;
      this.#mean[at] = 0.9 * this.#mean[at]! + 0.1 * gradient;
      this.#square[at] = 0.999 * this.#square[at]! + 0.001 * gradient ** 2;
      const mean = this.#mean[at]! / (1 - 0.9 ** step);
      const square = this.#square[at]! / (1 - 0.999 ** step);
      this.#weights[at]! -= (rate * mean) / (Math.sqrt(square) + 1e-7);
    }
  }
}
