import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** tfjs's CPU backend in the place of one on a GPU whose device, or context, can be lost. */
export class LosableBackend extends MathBackendCPU {
  readonly device: GPUDevice | undefined;
  readonly gpgpu: { readonly gl: object } | undefined;
  /** Loses it; whoever is to be told is told in a later task, as by a browser. */
  lose!: () => void;
  /** Called within each readback. */
  onRead = (): void => {};

  constructor(kind: 'webgpu' | 'webgl') {
    super();
    if (kind === 'webgpu') {
      const lost = new Promise<object>((resolve) => {
        this.lose = () => resolve({ reason: 'unknown', message: 'A valid device was lost.' });
      });
      this.device = { lost, adapterInfo: { vendor: 'acme', architecture: 'gpu' } } as never;
    } else {
      let isLost = false;
      this.lose = () => {
        isLost = true;
      };
      const gl = {
        RENDERER: 7_937,
        isContextLost: () => isLost,
        getExtension: () => null,
        getParameter: () => (isLost ? null : 'Acme GL'),
      };
      this.gpgpu = { gl };
    }
  }

  override async read(dataId: object): Promise<Float32Array> {
    this.onRead();
    return (await super.read(dataId)) as Float32Array;
  }
}

/** Starts one, and removes it after the work, with tfjs on the CPU backend before and after. */
export async function onLosable(
  kind: 'webgpu' | 'webgl',
  work: (backend: LosableBackend) => Promise<void>,
): Promise<void> {
  const backend = new LosableBackend(kind);
  tf.registerBackend(kind, () => backend);
  tf.copyRegisteredKernels('cpu', kind);
  await tf.setBackend(kind);
  try {
    await work(backend);
  } finally {
    await tf.setBackend('cpu');
    if (tf.findBackendFactory(kind)) tf.removeBackend(kind);
    for (const { kernelName } of tf.getKernelsForBackend(kind))
      tf.unregisterKernel(kernelName, kind);
  }
}
