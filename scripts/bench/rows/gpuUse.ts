/** What went through WebGPU, whoever used it. */
export interface GpuUse {
  dispatches: number;
  /** Buffers that were mapped to be read. */
  readbacks: number;
  /** Of the parts that were mapped. */
  readbackBytes: number;
  /** Milliseconds from the last submit before a buffer was mapped to the map's end, of all readbacks. */
  readbackMs: number;
  /** Bytes of the buffers that were created and not destroyed. */
  heldBytes: number;
}

/** Watches WebGPU's own interfaces while something runs; nothing else may use a GPU meanwhile. */
export async function gpuUse(work: () => Promise<unknown>): Promise<GpuUse> {
  const { use, stop } = watchGpu();
  try {
    await work();
  } finally {
    stop();
  }
  return use;
}

/** Counts from now on what goes through WebGPU's own interfaces. */
export function watchGpu(): { readonly use: Readonly<GpuUse>; readonly stop: () => void } {
  const use = { dispatches: 0, readbacks: 0, readbackBytes: 0, readbackMs: 0, heldBytes: 0 };
  const created = new Set<GPUBuffer>();
  let submitted = 0;
  const restore = [
    replace(GPUDevice.prototype, 'createBuffer', (create) => {
      return function watched(this: GPUDevice, descriptor) {
        const buffer = create.call(this, descriptor);
        created.add(buffer);
        use.heldBytes += buffer.size;
        return buffer;
      };
    }),
    replace(GPUBuffer.prototype, 'destroy', (destroy) => {
      return function watched(this: GPUBuffer) {
        if (created.delete(this)) use.heldBytes -= this.size;
        return destroy.call(this);
      };
    }),
    replace(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', (dispatch) => {
      return function watched(this: GPUComputePassEncoder, ...counts) {
        use.dispatches++;
        return dispatch.apply(this, counts);
      };
    }),
    replace(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', (dispatch) => {
      return function watched(this: GPUComputePassEncoder, ...where) {
        use.dispatches++;
        return dispatch.apply(this, where);
      };
    }),
    replace(GPUQueue.prototype, 'submit', (submit) => {
      return function watched(this: GPUQueue, commands) {
        submitted = performance.now();
        return submit.call(this, commands);
      };
    }),
    replace(GPUBuffer.prototype, 'mapAsync', (map) => {
      return async function watched(this: GPUBuffer, mode, offset = 0, size = this.size - offset) {
        const from = submitted;
        await map.call(this, mode, offset, size);
        if (!(mode & GPUMapMode.READ)) return undefined;
        use.readbackMs += performance.now() - from;
        use.readbackBytes += size;
        use.readbacks++;
        return undefined;
      };
    }),
  ];
  return {
    use,
    stop: () => {
      for (const undo of restore) undo();
    },
  };
}

/** @returns What puts the original back. */
export function replace<Owner, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  around: (original: Owner[Name]) => Owner[Name],
): () => void {
  const original = owner[name];
  owner[name] = around(original);
  return () => {
    owner[name] = original;
  };
}
