export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let t = 0; t < a.length; t++) sum += a[t]! * b[t]!;
  return sum;
}

export function norm(vector: Float64Array): number {
  return Math.sqrt(dot(vector, vector));
}

/**
 * Sign of the entry that is largest in magnitude, 1 or -1: eigenvectors are multiplied by it, so that
 * the same data give the same axes.
 */
export function peakSign(vector: Float64Array): number {
  const peak = vector.reduce((best, x) => (Math.abs(x) > Math.abs(best) ? x : best), 0);
  return peak < 0 ? -1 : 1;
}
