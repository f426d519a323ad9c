/** What a browser tells of a GPU. */
export interface AdapterDescription {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** A GPU by name; or none, where main memory is computed in. */
export interface Adapter {
  /** Vendor and architecture as the browser tells them; or `'cpu'`. */
  readonly adapter: string;
  /** Whether it is emulated on the CPU (SwiftShader, llvmpipe, WARP). */
  readonly software: boolean;
}

/** Name of a WebGPU adapter, and whether it is a software one. */
export function describeAdapter(info: AdapterDescription): Adapter {
  const adapter = [info.vendor, info.architecture, info.description].filter(Boolean).join(' ');
  return {
    adapter: adapter || 'unnamed adapter',
    software: info.isFallbackAdapter === true || isSoftwareRenderer(adapter),
  };
}

/** Likewise of the adapter that a device was made from, where the browser tells it. */
export function adapterOf(device: GPUDevice): Adapter {
  const { adapterInfo = {} } = device as { adapterInfo?: AdapterDescription };
  return describeAdapter(adapterInfo);
}

/** @param name Of a renderer or adapter. */
export function isSoftwareRenderer(name: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp|software/i.test(name);
}
