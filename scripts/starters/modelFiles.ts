import * as tf from '@tensorflow/tfjs';
import { attribute, input, model, node, output, weight } from '../../test/support/onnxModel.js';
import type { Layer } from './smallNetwork.js';

/** The network as tfjs saves a LayersModel: the file of its layers, and that of its weights. */
export async function layersModelFiles(layers: readonly Layer[], size: number) {
  const last = layers.length - 1;
  const sequential = tf.sequential({
    name: 'parts',
    layers: [
      tf.layers.inputLayer({ inputShape: [size, size, layers[0]!.from], name: 'picture' }),
      ...layers.slice(0, last).map(({ to }, at) =>
        tf.layers.conv2d({
          name: `conv${at + 1}`,
          filters: to,
          kernelSize: 3,
          strides: 2,
          padding: 'same',
          activation: 'relu',
        }),
      ),
      tf.layers.globalAveragePooling2d({ name: 'features' }),
      tf.layers.dense({ name: 'kinds', units: layers[last]!.to, activation: 'softmax' }),
    ],
  });
  const weights = layers.flatMap(({ from, to, kernel, bias }, at) => [
    tf.tensor(kernel, at === last ? [from, to] : [3, 3, from, to]),
    tf.tensor1d(bias),
  ]);
  sequential.setWeights(weights);
  let saved: tf.io.ModelArtifacts | undefined;
  await sequential.save(
    tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  tf.dispose(weights);
  const { modelTopology, weightSpecs, weightData, format } = saved!;
  const json = {
    format,
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  };
  return {
    'model.json': new TextEncoder().encode(`${JSON.stringify(json)}\n`),
    'weights.bin': new Uint8Array(weightData as ArrayBuffer),
  };
}

/** The same network as an ONNX file, picture [batch, 3, size, size] ─► features, within ─► probabilities. */
export function onnxFile(layers: readonly Layer[], size: number): Uint8Array {
  const convolutions = layers.slice(0, -1);
  const kinds = layers.at(-1)!;
  const nameOf = (at: number): string => (at === 0 ? 'picture' : `map${at}`);
  return model(
    ...convolutions.flatMap((_, at) => [
      node(
        'Conv',
        [nameOf(at), `kernel${at + 1}`, `bias${at + 1}`],
        [`sum${at + 1}`],
        [
          attribute('kernel_shape', [3, 3]),
          attribute('strides', [2, 2]),
          attribute('pads', [0, 0, 1, 1]),
        ],
      ),
      node('Relu', [`sum${at + 1}`], [nameOf(at + 1)]),
    ]),
    node('GlobalAveragePool', [nameOf(convolutions.length)], ['pooled']),
    node('Flatten', ['pooled'], ['features']),
    node('MatMul', ['features', 'kinds_kernel'], ['product']),
    node('Add', ['product', 'kinds_bias'], ['logits']),
    node('Softmax', ['logits'], ['probabilities']),
    ...convolutions.flatMap(({ from, to, kernel, bias }, at) => [
      weight(`kernel${at + 1}`, [to, from, 3, 3], channelsFirst(kernel, from, to)),
      weight(`bias${at + 1}`, [to], [...bias]),
    ]),
    weight('kinds_kernel', [kinds.from, kinds.to], [...kinds.kernel]),
    weight('kinds_bias', [kinds.to], [...kinds.bias]),
    input('picture', ['batch', layers[0]!.from, size, size]),
    output('probabilities', ['batch', kinds.to]),
  );
}

/** Of [3, 3, from, to] as tfjs has it, [to, from, 3, 3] as ONNX does. */
function channelsFirst(kernel: Float32Array, from: number, to: number): number[] {
  return Array.from({ length: kernel.length }, (_, at) => {
    const place = at % 9;
    const [i, o] = [Math.floor(at / 9) % from, Math.floor(at / (9 * from))];
    return kernel[(place * from + i) * to + o]!;
  });
}
