/** The parts of TensorFlow's GraphDef, in its JSON form, that a convolutional network needs. */
export type Attribute =
  | { type: 'DT_FLOAT' }
  | { shape: TensorShape }
  | { s: string }
  | { i: string }
  | { list: { i?: string[]; s?: string[] } };

export interface TensorShape {
  dim: { size: string }[];
}

export interface GraphNode {
  name: string;
  op: string;
  input?: string[];
  attr: Record<string, Attribute>;
}

export type Padding = 'SAME' | 'VALID';

const FLOAT: Attribute = { type: 'DT_FLOAT' };
const NHWC: Attribute = { s: base64('NHWC') };

export function tensorShape(sizes: readonly number[]): TensorShape {
  return { dim: sizes.map((size) => ({ size: String(size) })) };
}

export function placeholder(name: string, shape: readonly number[]): GraphNode {
  return {
    name,
    op: 'Placeholder',
    attr: { dtype: FLOAT, shape: { shape: tensorShape(shape) } },
  };
}

export function constant(name: string): GraphNode {
  return { name, op: 'Const', attr: { dtype: FLOAT } };
}

export function binary(name: string, op: 'Mul' | 'Sub', left: string, right: string): GraphNode {
  return { name, op, input: [left, right], attr: { T: FLOAT } };
}

export function convolution(
  name: string,
  op: '_FusedConv2D' | 'FusedDepthwiseConv2dNative',
  input: [x: string, kernel: string, bias: string],
  { strides, padding, relu6 }: { strides: [number, number]; padding: Padding; relu6: boolean },
): GraphNode {
  const fusedOps = relu6 ? ['BiasAdd', 'Relu6'] : ['BiasAdd'];
  return {
    name,
    op,
    input,
    attr: {
      T: FLOAT,
      data_format: NHWC,
      strides: integers([1, ...strides, 1]),
      dilations: integers([1, 1, 1, 1]),
      padding: { s: base64(padding) },
      fused_ops: { list: { s: fusedOps.map(base64) } },
      num_args: { i: '1' },
    },
  };
}

export function averagePool(name: string, input: string, size: [number, number]): GraphNode {
  const window = integers([1, ...size, 1]);
  return {
    name,
    op: 'AvgPool',
    input: [input],
    attr: {
      T: FLOAT,
      data_format: NHWC,
      ksize: window,
      strides: window,
      padding: { s: base64('VALID') },
    },
  };
}

export function squeeze(name: string, input: string, axes: readonly number[]): GraphNode {
  return { name, op: 'Squeeze', input: [input], attr: { T: FLOAT, squeeze_dims: integers(axes) } };
}

function integers(values: readonly number[]): Attribute {
  return { list: { i: values.map(String) } };
}

/** Protocol buffers write `bytes` fields as base64 in their JSON form. */
function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
