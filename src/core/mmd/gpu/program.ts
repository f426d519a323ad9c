import { DeviceError } from '../../base/errors.js';
import { COMPUTE } from './flags.js';
import { PARAMETER_BYTES, parametersWgsl, stepOffset } from './parameters.js';

/** How a storage buffer is declared: access, and the type of an element. */
type Binding = readonly [access: 'read' | 'read_write', element: string];

/** A compute shader that is told the parameters of a step, see `parameters.ts`. */
export interface Shader<Name extends string = string> {
  readonly label: string;
  /** Storage buffers by their names in the code. */
  readonly buffers: Readonly<Partial<Record<Name, Binding>>>;
  /** WGSL with an entry point `main`. */
  readonly code: string;
}

/** Invocations in a workgroup of one dimension. */
export const WORKGROUP = 64;

/** A shader with its buffers, ready to be dispatched. */
export interface Dispatcher {
  /** @param step Which of the parameters count. */
  run(pass: GPUComputePassEncoder, step: number, groupsX: number, groupsY?: number): void;
}

/** A compiled shader. */
export class Program<Name extends string = string> {
  readonly #device: GPUDevice;
  readonly #names: readonly Name[];
  readonly #pipeline: GPUComputePipeline;

  private constructor(device: GPUDevice, names: readonly Name[], pipeline: GPUComputePipeline) {
    this.#device = device;
    this.#names = names;
    this.#pipeline = pipeline;
  }

  /**
   * Compiles a shader, once a device.
   *
   * @throws {@link DeviceError} where the device refuses it.
   */
  static async compile<Name extends string>(
    device: GPUDevice,
    shader: Shader<Name>,
  ): Promise<Program<Name>> {
    const names = Object.keys(shader.buffers) as Name[];
    return new Program(device, names, await pipelineOf(device, shader));
  }

  bind(parameters: GPUBuffer, buffers: Readonly<Record<Name, GPUBuffer>>): Dispatcher {
    const pipeline = this.#pipeline;
    const group = this.#device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: parameters, size: PARAMETER_BYTES } },
        ...this.#names.map((name, at) => ({
          binding: at + 1,
          resource: { buffer: buffers[name] },
        })),
      ],
    });
    return {
      run(pass, step, groupsX, groupsY = 1) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group, [stepOffset(step)]);
        pass.dispatchWorkgroups(groupsX, groupsY);
      },
    };
  }
}

const compiled = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

function pipelineOf(device: GPUDevice, shader: Shader): Promise<GPUComputePipeline> {
  const ofDevice = compiled.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(device, ofDevice);
  const known = ofDevice.get(shader.code);
  if (known) return known;
  const pipeline = compile(device, shader);
  ofDevice.set(shader.code, pipeline);
  pipeline.catch(() => ofDevice.delete(shader.code));
  return pipeline;
}

async function compile(
  device: GPUDevice,
  { label, buffers, code }: Shader,
): Promise<GPUComputePipeline> {
  const storage = Object.entries(buffers as Readonly<Record<string, Binding>>);
  const declarations = storage.map(
    ([name, [access, type]], at) =>
      `@group(0) @binding(${at + 1}) var<storage, ${access}> ${name} : array<${type}>;\n`,
  );
  // Written out, because a layout that is inferred allows no dynamic offset.
  const layout = device.createBindGroupLayout({
    entries: [
      {
        binding: 0,
        visibility: COMPUTE,
        buffer: { type: 'uniform', hasDynamicOffset: true },
      },
      ...storage.map(([, [access]], at) => ({
        binding: at + 1,
        visibility: COMPUTE,
        buffer: {
          type: access === 'read' ? ('read-only-storage' as const) : ('storage' as const),
        },
      })),
    ],
  });
  try {
    return await device.createComputePipelineAsync({
      label: `drift ${label}`,
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: {
        module: device.createShaderModule({
          label: `drift ${label}`,
          code: parametersWgsl + declarations.join('') + code,
        }),
      },
    });
  } catch (error) {
    throw new DeviceError(
      `The GPU refuses the shader '${label}': ${(error as Error).message} Compute in main memory there.`,
    );
  }
}
