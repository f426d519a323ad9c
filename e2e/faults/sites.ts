import { engine, Tensor } from '@tensorflow/tfjs-core';

/** What a call may do in place of its work. */
export type Mode =
  | 'throw'
  | 'reject'
  | 'never settle'
  | 'do nothing'
  | 'NaN'
  | 'zeros'
  | 'noise'
  | 'values of before';

/** A call of the library into what is not its own. */
export interface Site {
  readonly name: string;
  /** Where the function lies. */
  readonly owner: object;
  readonly property: string;
  readonly modes: readonly Mode[];
  /** Whether a call is the library's, not tfjs's or the test's. @defaultValue all are */
  readonly isOurs?: (self: unknown, args: readonly unknown[]) => boolean;
}

const isNamed = (thing: unknown): boolean =>
  Boolean((thing as { label?: string } | undefined)?.label?.startsWith('drift'));

/** Command buffers that the library has recorded. */
const recorded = new WeakSet<object>();

const broken: readonly Mode[] = ['throw'];
const later: readonly Mode[] = ['throw', 'reject', 'never settle'];

/** Calls into WebGPU, on a device that tfjs may share: the library's objects have names. */
export function gpuSites(): Site[] {
  if (!('GPUDevice' in globalThis)) return [];
  const [device, queue, buffer] = [GPUDevice.prototype, GPUQueue.prototype, GPUBuffer.prototype];
  const [encoder, pass] = [GPUCommandEncoder.prototype, GPUComputePassEncoder.prototype];
  const named = (_: unknown, args: readonly unknown[]) => isNamed(args[0]);
  const ofNamed = (self: unknown) => isNamed(self);
  return [
    site('device.createBuffer', device, 'createBuffer', broken, named),
    site('device.createShaderModule', device, 'createShaderModule', broken, named),
    site('device.createCommandEncoder', device, 'createCommandEncoder', broken, named),
    site('device.createComputePipelineAsync', device, 'createComputePipelineAsync', later, named),
    site('device.pushErrorScope', device, 'pushErrorScope', broken),
    site('device.popErrorScope', device, 'popErrorScope', later),
    site('queue.writeBuffer', queue, 'writeBuffer', ['throw', 'do nothing'], named),
    site('queue.submit', queue, 'submit', ['throw', 'do nothing'], (_, [commands]) =>
      (commands as object[]).every((one) => recorded.has(one)),
    ),
    site('buffer.mapAsync', buffer, 'mapAsync', later, ofNamed),
    site(
      'buffer.getMappedRange',
      buffer,
      'getMappedRange',
      ['throw', 'NaN', 'zeros', 'noise', 'values of before'],
      (self) => isNamed(self) && ((self as GPUBuffer).usage & 0x1) > 0,
    ),
    site(
      'encoder.copyBufferToBuffer',
      encoder,
      'copyBufferToBuffer',
      ['throw', 'do nothing'],
      ofNamed,
    ),
    site('encoder.beginComputePass', encoder, 'beginComputePass', broken, ofNamed),
    site('encoder.finish', encoder, 'finish', broken, ofNamed),
    site('pass.dispatchWorkgroups', pass, 'dispatchWorkgroups', ['throw', 'do nothing'], (self) =>
      passes.has(self as object),
    ),
  ];
}

/** Passes of encoders of the library. */
const passes = new WeakSet<object>();

/** Remembers what has no name of its own. @returns What undoes it. */
export function nameCommands(): () => void {
  if (!('GPUDevice' in globalThis)) return () => {};
  const { prototype } = GPUCommandEncoder;
  const { finish, beginComputePass } = prototype;
  prototype.finish = function (...args) {
    const commands = finish.apply(this, args);
    if (isNamed(this)) recorded.add(commands);
    return commands;
  };
  prototype.beginComputePass = function (...args) {
    const pass = beginComputePass.apply(this, args);
    if (isNamed(this)) passes.add(pass);
    return pass;
  };
  return () => Object.assign(prototype, { finish, beginComputePass });
}

/** Calls into tfjs, canvas, network and the browser's store. */
export function pageSites(): Site[] {
  const context = OffscreenCanvasRenderingContext2D.prototype;
  return [
    site('tensor.data', Tensor.prototype, 'data', [...later, 'NaN']),
    site('tensor.dataToGPU', Tensor.prototype, 'dataToGPU', broken),
    site(
      'tf.engine().runKernel',
      engine(),
      'runKernel',
      broken,
      (_, [kernel]) => kernel !== MODELS,
    ),
    site('tf.engine().keep', engine(), 'keep', broken),
    site('canvas.getContext', OffscreenCanvas.prototype, 'getContext', broken),
    site('context.drawImage', context, 'drawImage', broken),
    site('fetch', globalThis, 'fetch', later),
    site('indexedDB.open', IDBFactory.prototype, 'open', ['throw', 'never settle']),
    site('database.transaction', IDBDatabase.prototype, 'transaction', broken),
    site('store.put', IDBObjectStore.prototype, 'put', ['throw', 'never settle']),
    site('store.get', IDBObjectStore.prototype, 'get', ['throw', 'never settle']),
    site('Date.now', Date, 'now', broken),
  ];
}

/** The kernel of the small model's own products. */
const MODELS = 'BatchMatMul';

function site(
  name: string,
  owner: object,
  property: string,
  modes: readonly Mode[],
  isOurs?: Site['isOurs'],
): Site {
  return { name, owner, property, modes, ...(isOurs && { isOurs }) };
}
