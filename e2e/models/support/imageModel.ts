/** A small embedder of pictures as MediaPipe takes one, with weights from a seed. */
import { model } from '../../../test/support/liteRtModel.js';
import { seededRandom } from '../shared/random.js';

const SIZE = 64;
const MAPS = 32;
const WIDTH = 24;

/** Numbers of TensorFlow Lite's schema.fbs. */
const CAST = { code: 53, options: 37 };
const CONV_2D = { code: 3, options: 1 };
const MEAN = { code: 40, options: 27 };
const FULLY_CONNECTED = { code: 9, options: 8 };

/**
 * Patches of 4 x 4 pixels through a layer each, rectified, averaged over the picture, and a last layer. Its input
 * are bytes: for numbers MediaPipe wants to be told by the file how to scale them.
 */
export function imageEmbedder(): Uint8Array<ArrayBuffer> {
  const random = seededRandom(5);
  const values = (size: number, scale: number) =>
    Float32Array.from({ length: size }, () => scale * (2 * random() - 1));
  return model([
    {
      tensors: [
        { name: 'image', shape: [1, SIZE, SIZE, 3], type: 'uint8' },
        { name: 'pixels', shape: [1, SIZE, SIZE, 3] },
        { name: 'kernels', shape: [MAPS, 4, 4, 3], values: values(MAPS * 48, 0.002) },
        { name: 'thresholds', shape: [MAPS], values: values(MAPS, 0.1) },
        { name: 'maps', shape: [1, SIZE / 4, SIZE / 4, MAPS] },
        { name: 'places', shape: [2], type: 'int32', values: Int32Array.of(1, 2) },
        { name: 'means', shape: [1, MAPS] },
        { name: 'weights', shape: [WIDTH, MAPS], values: values(WIDTH * MAPS, 1) },
        { name: 'bias', shape: [WIDTH], values: values(WIDTH, 0.1) },
        { name: 'embedding', shape: [1, WIDTH] },
      ],
      operators: [
        {
          code: CAST.code,
          inputs: ['image'],
          outputs: ['pixels'],
          options: [CAST.options, { 0: { byte: 3 }, 1: { byte: 0 } }],
        },
        {
          code: CONV_2D.code,
          inputs: ['pixels', 'kernels', 'thresholds'],
          outputs: ['maps'],
          // Without padding, each patch once, rectified.
          options: [
            CONV_2D.options,
            {
              0: { byte: 1 },
              1: { int: 4 },
              2: { int: 4 },
              3: { byte: 1 },
              4: { int: 1 },
              5: { int: 1 },
            },
          ],
        },
        {
          code: MEAN.code,
          inputs: ['maps', 'places'],
          outputs: ['means'],
          options: [MEAN.options, { 0: { byte: 0 } }],
        },
        {
          code: FULLY_CONNECTED.code,
          inputs: ['means', 'weights', 'bias'],
          outputs: ['embedding'],
          options: [FULLY_CONNECTED.options, { 0: { byte: 0 } }],
        },
      ],
      inputs: ['image'],
      outputs: ['embedding'],
    },
  ]);
}
