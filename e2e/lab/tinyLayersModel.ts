import * as tf from '@tensorflow/tfjs-layers';

const init = (seed: number) => tf.initializers.glorotNormal({ seed });
const dense = (units: number, name: string, activation?: 'relu' | 'softmax' | 'sigmoid') =>
  tf.layers.dense({
    units,
    name,
    kernelInitializer: init(units),
    ...(activation ? { activation } : {}),
  });

/** input [-1, 8] ─► features [-1, 6] ─► probabilities [-1, 3], the same each time. */
export function tinySequential(end: 'softmax' | 'sigmoid' = 'softmax'): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [8] }),
      dense(6, 'features', 'relu'),
      tf.layers.dropout({ rate: 0.5, name: 'dropout' }),
      dense(3, 'classes', end),
    ],
  });
}

/**
 * Images of any size [-1, height, width, 3] ─► map [-1, height, width, 5] ─► two outputs, one of
 * them through a layer that is used twice.
 */
export function tinyImageModel(): tf.LayersModel {
  const image = tf.input({ shape: [null, null, 3] });
  const map = tf.layers
    .conv2d({ filters: 5, kernelSize: 3, name: 'map', kernelInitializer: init(1) })
    .apply(image) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(map);
  const twice = dense(5, 'twice');
  const once = twice.apply(pooled as tf.SymbolicTensor);
  const classes = dense(3, 'classes', 'softmax').apply(twice.apply(once) as tf.SymbolicTensor);
  const quality = dense(1, 'quality').apply(pooled as tf.SymbolicTensor);
  return tf.model({ inputs: image, outputs: [classes, quality] as tf.SymbolicTensor[] });
}

/** A Sequential that begins with a whole model, as in transfer learning. */
export function tinyTransferModel(): tf.Sequential {
  const base = tf.sequential({
    name: 'base',
    layers: [tf.layers.inputLayer({ inputShape: [8] }), dense(6, 'inside', 'relu')],
  });
  return tf.sequential({ layers: [base, dense(3, 'head', 'softmax')] });
}
