export interface BatchNorm {
  gamma: Float32Array;
  beta: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
  epsilon: number;
}

export interface FoldedConvolution {
  kernel: Float64Array;
  bias: Float64Array;
}

/**
 * Folds an inference-time batch normalisation into the bias-free convolution before it:
 *
 *     gamma * (w * x - mean) / sqrt(variance + epsilon) + beta  =  (s * w) * x + (beta - s * mean),
 *     s = gamma / sqrt(variance + epsilon)
 *
 * The channel runs fastest both in a convolution kernel [h, w, in, out] and in a depthwise kernel
 * [h, w, channels, 1], so one rule serves both. Kept in double precision: the only rounding is the
 * later one to float16.
 */
export function foldBatchNorm(kernel: Float32Array, norm: BatchNorm): FoldedConvolution {
  const channels = norm.gamma.length;
  const scale = Float64Array.from(
    norm.gamma,
    (gamma, channel) => gamma / Math.sqrt(norm.variance[channel]! + norm.epsilon),
  );
  return {
    kernel: Float64Array.from(kernel, (weight, index) => weight * scale[index % channels]!),
    bias: Float64Array.from(
      norm.beta,
      (beta, channel) => beta - scale[channel]! * norm.mean[channel]!,
    ),
  };
}
