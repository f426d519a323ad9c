import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { io } from '@tensorflow/tfjs-core';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';

const FLOAT = { type: 'DT_FLOAT' };
const INPUT_WIDTH = 8;
const CLASSES = 3;

const shape = (sizes: readonly number[]) => ({ dim: sizes.map((size) => ({ size: `${size}` })) });

const placeholder = (name: string, sizes: readonly number[]) => ({
  name,
  op: 'Placeholder',
  attr: { dtype: FLOAT, shape: { shape: shape(sizes) } },
});

const constant = (name: string, sizes: readonly number[]) => ({
  name,
  op: 'Const',
  attr: { dtype: FLOAT, value: { tensor: { dtype: 'DT_FLOAT', tensorShape: shape(sizes) } } },
});

const product = (name: string, input: readonly [string, string]) => ({
  name,
  op: 'MatMul',
  input,
  attr: { T: FLOAT, transpose_a: { b: false }, transpose_b: { b: false } },
});

/** A model file as `loadGraphModel` takes it: x [-1, 8] ─► features [-1, width] ─► logits [-1, 3]. */
export function tinyModelFile(seed = 1, width = 6): io.ModelArtifacts {
  const layers = { first: [INPUT_WIDTH, width], second: [width, CLASSES] };
  const next = normal(seededRandom(seed));
  return {
    format: 'graph-model',
    modelTopology: {
      node: [
        placeholder('x', [-1, INPUT_WIDTH]),
        constant('first', layers.first),
        constant('second', layers.second),
        product('features', ['x', 'first']),
        product('logits', ['features', 'second']),
      ],
      versions: {},
    },
    weightSpecs: Object.entries(layers).map(([name, sizes]) => ({
      name,
      shape: sizes,
      dtype: 'float32' as const,
    })),
    weightData: Float32Array.from({ length: (INPUT_WIDTH + CLASSES) * width }, next).buffer,
  };
}

/** A GraphModel small enough to compute at once on any backend; the same for the same seed. */
export function tinyModel(seed?: number, width?: number): Promise<GraphModel> {
  return loadGraphModel(io.fromMemory(tinyModelFile(seed, width)));
}
