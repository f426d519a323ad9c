import { foldBatchNorm } from './foldBatchNorm.js';
import {
  averagePool,
  binary,
  constant,
  convolution,
  type GraphNode,
  type Padding,
  placeholder,
  squeeze,
} from './graphDef.js';
import type { Layer, LayersModel } from './layersModel.js';

export interface GraphWeight {
  name: string;
  shape: number[];
  values: Float64Array;
  precision: Precision;
}

/**
 * Full convolutions hold 99 % of the weights and average over hundreds of products, so they bear
 * float16. Depthwise kernels (9 products per channel) and biases have no such averaging: in float32
 * they cost 0.1 MB and cut the error of the embedding to a quarter.
 */
export type Precision = 'float16' | 'float32';

export interface Graph {
  nodes: GraphNode[];
  weights: GraphWeight[];
}

export const INPUT = 'images';
export const INPUT_SHAPE = [-1, 224, 224, 3];
export const LOGITS_SHAPE = [-1, 1001];

const SCOPE = 'module_apply_default/MobilenetV1';
export const EMBEDDING = `${SCOPE}/Logits/global_pool`;
export const LOGITS = `${SCOPE}/Logits/SpatialSqueeze`;

/** Total stride of the network is 32, so the last feature map is 224 / 32 wide and high. */
const LAST_FEATURE_MAP: [number, number] = [7, 7];

/**
 * Low enough for exp(background - top) to be 0 in float32, small enough not to drown the other
 * columns where all 1001 are looked at.
 */
const BACKGROUND_BIAS = -100;

/** The graph of the layers model under the node names of the hosted TF-Hub MobileNet v1 graphs. */
export function mobilenetGraph(model: LayersModel): Graph {
  const nodes: GraphNode[] = [];
  const weights: GraphWeight[] = [];
  const add = (node: GraphNode): string => {
    nodes.push(node);
    return node.name;
  };
  const addWeight = (
    name: string,
    shape: number[],
    values: Float64Array,
    precision: Precision = 'float32',
  ): string => {
    weights.push({ name, shape, values, precision });
    return add(constant(name));
  };

  let x = add(placeholder(INPUT, INPUT_SHAPE));
  const two = addWeight('module_apply_default/hub_input/Mul/y', [], Float64Array.of(2));
  x = add(binary('module_apply_default/hub_input/Mul', 'Mul', x, two));
  const one = addWeight('module_apply_default/hub_input/Sub/y', [], Float64Array.of(1));
  x = add(binary('module_apply_default/hub_input/Sub', 'Sub', x, one));

  model.layers.forEach((layer, index) => {
    const { name } = layer.config;
    if (layer.class_name === 'GlobalAveragePooling2D') {
      x = add(averagePool(EMBEDDING, x, LAST_FEATURE_MAP));
    } else if (name === 'conv_preds') {
      const scope = `${SCOPE}/Logits/Conv2d_1c_1x1`;
      const { shape, values } = model.weight(`${name}/kernel`);
      const kernel = addWeight(
        `${scope}/weights`,
        [...shape.slice(0, -1), 1001],
        prependColumn(values, 1000, 0),
        'float16',
      );
      const biases = prependColumn(model.weight(`${name}/bias`).values, 1000, BACKGROUND_BIAS);
      const bias = addWeight(`${scope}/biases`, [1001], biases);
      const options = { ...geometry(layer), relu6: false };
      x = add(convolution(`${scope}/BiasAdd`, '_FusedConv2D', [x, kernel, bias], options));
      x = add(squeeze(LOGITS, x, [1, 2]));
    } else if (layer.class_name === 'Conv2D' || layer.class_name === 'DepthwiseConv2D') {
      const depthwise = layer.class_name === 'DepthwiseConv2D';
      const scope = `${SCOPE}/MobilenetV1/${hubName(name)}`;
      const source = model.weight(`${name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`);
      const folded = foldBatchNorm(source.values, batchNormAfter(model, index));
      const precision = depthwise ? 'float32' : 'float16';
      const kernelName = depthwise ? 'depthwise_weights' : 'weights';
      const kernel = addWeight(`${scope}/${kernelName}`, source.shape, folded.kernel, precision);
      const bias = addWeight(`${scope}/biases`, [folded.bias.length], folded.bias);
      const op = depthwise ? 'FusedDepthwiseConv2dNative' : '_FusedConv2D';
      const options = { ...geometry(layer), relu6: true };
      x = add(convolution(`${scope}/Relu6`, op, [x, kernel, bias], options));
    } else if (!LEFT_OUT.has(layer.class_name)) {
      throw new Error(`No conversion for layer "${name}" of class ${layer.class_name}.`);
    }
  });

  return { nodes, weights };
}

/** Folded into a neighbour, or without effect at inference between pooling and logits. */
const LEFT_OUT = new Set(['InputLayer', 'BatchNormalization', 'Activation', 'Reshape', 'Dropout']);

function batchNormAfter(model: LayersModel, index: number): Parameters<typeof foldBatchNorm>[1] {
  const convolutionLayer = model.layers[index]!;
  const norm = model.layers[index + 1];
  const activation = model.layers[index + 2];
  if (
    convolutionLayer.config.use_bias !== false ||
    norm?.class_name !== 'BatchNormalization' ||
    norm.config.epsilon === undefined ||
    activation?.config.activation !== 'relu6'
  ) {
    throw new Error(
      `"${convolutionLayer.config.name}" is not bias-free and followed by batch normalisation and relu6.`,
    );
  }
  const weight = (name: string) => model.weight(`${norm.config.name}/${name}`).values;
  return {
    gamma: weight('gamma'),
    beta: weight('beta'),
    mean: weight('moving_mean'),
    variance: weight('moving_variance'),
    epsilon: norm.config.epsilon,
  };
}

function geometry({ config }: Layer): { strides: [number, number]; padding: Padding } {
  const padding = config.padding?.toUpperCase();
  if (
    config.strides === undefined ||
    (padding !== 'SAME' && padding !== 'VALID') ||
    config.dilation_rate?.some((rate) => rate !== 1)
  ) {
    throw new Error(`Unsupported strides, padding or dilation in layer "${config.name}".`);
  }
  return { strides: config.strides, padding };
}

/** Keras' `conv1`, `conv_dw_4` and `conv_pw_4` as the TF-Hub graphs call them. */
function hubName(kerasName: string): string {
  if (kerasName === 'conv1') return 'Conv2d_0';
  const [, kind, block] = kerasName.split('_');
  return `Conv2d_${block}_${kind === 'dw' ? 'depthwise' : 'pointwise'}`;
}

function prependColumn(rows: Float32Array, width: number, column: number): Float64Array {
  const result = new Float64Array((rows.length / width) * (width + 1));
  for (let row = 0; row * width < rows.length; row++) {
    result[row * (width + 1)] = column;
    result.set(rows.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return result;
}
