import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import {
  engine,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type NamedTensorMap,
  registerKernel,
  type Tensor,
  type TensorInfo,
  tidy,
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

/**
 * An operation with a WGSL kernel of its own on WebGPU, and a composition of stock tfjs operations
 * everywhere else; which of them runs is decided by tfjs's own kernel registry. Operations that
 * change a tensor return it: the same one on WebGPU, a new one elsewhere.
 */
export interface DriftKernel<Inputs extends NamedTensorMap, Attrs extends object> {
  readonly name: string;
  readonly webgpu: (
    inputs: Record<keyof Inputs, TensorInfo>,
    attributes: Attrs,
    gpu: Gpu,
  ) => TensorInfo;
  readonly stock: (inputs: Inputs, attributes: Attrs) => Tensor;
}

/** What a WebGPU kernel may do. */
interface Gpu {
  /** Queues a dispatch; gives its output. */
  readonly run: (dispatch: Dispatch) => TensorInfo;
  /** Frees an intermediate output. */
  readonly free: (tensor: TensorInfo) => void;
}

/** Invocations in a workgroup. */
export const WORKGROUP = 64;

export function runDriftKernel<Inputs extends NamedTensorMap, Attrs extends object>(
  kernel: DriftKernel<Inputs, Attrs>,
  inputs: Inputs,
  attributes: Attrs,
): Tensor {
  if (getBackend() !== 'webgpu') return tidy(() => kernel.stock(inputs, attributes));
  if (!getKernel(kernel.name, 'webgpu')) register(kernel);
  return engine().runKernel(kernel.name, inputs, attributes as NamedAttrMap);
}

function register<Inputs extends NamedTensorMap, Attrs extends object>(
  kernel: DriftKernel<Inputs, Attrs>,
): void {
  registerKernel({
    kernelName: kernel.name,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const webgpu = backend as WebGPUBackend;
      return kernel.webgpu(inputs as Record<keyof Inputs, TensorInfo>, attrs as unknown as Attrs, {
        run: (program) => dispatch(webgpu, program),
        free: ({ dataId }) => webgpu.disposeData(dataId),
      });
    },
  });
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
