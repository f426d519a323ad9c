import {
  matMul,
  mul,
  reshape,
  sub,
  sum,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import type { PcaReducer } from '../../core/math/pca.js';
import type { DeviceCompute, DeviceProjection } from '../../core/mmd/engine.js';
import { chooseCompute } from './chooseCompute.js';
import { TensorEngine } from './tensorEngine.js';

/** The test on the app's tfjs backend. */
export const tfjsCompute: DeviceCompute = {
  choose: chooseCompute,
  createEngine: (config) => new TensorEngine(config),
  createProjection,
};

function createProjection({ mean, components }: PcaReducer): DeviceProjection {
  const { values, count, width } = components;
  const centre = tensor1d(mean);
  const axes = tensor2d(values, [count, width]);
  return {
    project: (rows) =>
      tidy(() => {
        // The mean is taken off first: what it adds to a product would cost most of float32's digits.
        const centred = sub<Tensor2D>(rows as Tensor2D, centre);
        if (rows.shape[0] > 1) return matMul<Tensor2D>(centred, axes, false, true);
        // A matrix product's tiles would be idle but for one row; on a software adapter this takes
        // a seventh of its time.
        return reshape<Tensor2D['rankType']>(sum(mul(axes, centred), 1), [1, count]);
      }),
    dispose() {
      centre.dispose();
      axes.dispose();
    },
  };
}
