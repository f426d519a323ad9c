/**
 * The library's test as it once was: WGSL kernels registered with tfjs, on its WebGPU backend. Kept for
 * what the present one is compared with; gaussian kernel only, and without the stock operations that
 * stood in on other backends.
 */

import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  engine,
  type NamedAttrMap,
  type NamedTensorMap,
  registerKernel,
  type Tensor,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

/** One dispatch of a WebGPU compute shader. */
interface Dispatch {
  /** Names the pipeline: everything that changes the code must be in it. */
  readonly key: string;
  /** Shape of the output; with `inPlace`, of the tensor written to. */
  readonly outputShape: number[];
  /** Invocations in all; each is given its index. */
  readonly invocations: number;
  /** Tensors read, and how many components of each are read at once. */
  readonly inputs: readonly { name: string; tensor: TensorInfo; components?: 1 | 4 }[];
  readonly uniforms?: readonly { name: string; type: 'i32' | 'f32'; value: number }[];
  /** The tensor to change, where none is to be made; it may not be among the inputs. */
  readonly inPlace?: TensorInfo;
  /** WGSL: must define `fn main(index : i32)` and write to `result`. */
  readonly code: string;
}

/** What a kernel may do. */
interface Gpu {
  /** Queues a dispatch; gives its output. */
  readonly run: (dispatch: Dispatch) => TensorInfo;
  /** Frees an intermediate output. */
  readonly free: (tensor: TensorInfo) => void;
}

/** Invocations in a workgroup. */
export const WORKGROUP = 64;

/**
 * Registers a kernel with tfjs; gives the operation that runs it.
 *
 * @param webgpu Queues its dispatches. A kernel that changes a tensor returns that one.
 */
export function tfjsKernel<Inputs extends NamedTensorMap, Attributes extends object>(
  kernelName: string,
  webgpu: (
    inputs: Record<keyof Inputs, TensorInfo>,
    attributes: Attributes,
    gpu: Gpu,
  ) => TensorInfo,
): (inputs: Inputs, attributes: Attributes) => Tensor {
  registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const onGpu = backend as WebGPUBackend;
      return webgpu(inputs as Record<keyof Inputs, TensorInfo>, attrs as unknown as Attributes, {
        run: (program) => dispatch(onGpu, program),
        free: ({ dataId }) => onGpu.disposeData(dataId),
      });
    },
  });
  return (inputs, attributes) =>
    engine().runKernel(kernelName, inputs, attributes as NamedAttrMap) as Tensor;
}

function dispatch(backend: WebGPUBackend, program: Dispatch): TensorInfo {
  const { key, outputShape, invocations, inputs, uniforms = [], inPlace, code } = program;
  return backend.runWebGPUProgram(
    {
      shaderKey: key,
      outputShape,
      // tfjs folds a flat dispatch into two or three dimensions where one holds too few workgroups.
      dispatchLayout: { x: outputShape.map((_, axis) => axis) },
      dispatch: [Math.ceil(invocations / WORKGROUP), 1, 1],
      workgroupSize: [WORKGROUP, 1, 1],
      variableNames: inputs.map(({ name }) => name),
      variableComponents: inputs.map(({ components = 1 }) => components),
      uniforms: uniforms.map(({ name, type }) => `${name} : ${type},`).join(' '),
      getUserCode: () => code,
    },
    inputs.map(({ tensor }) => tensor),
    'float32',
    uniforms.map(({ type, value }) => ({
      type: type === 'i32' ? 'int32' : 'float32',
      data: [value],
    })),
    inPlace,
  );
}
