/** kB, minified and gzipped, that each subpath may come to; what is loaded later is not counted. */
export const BUDGET: Readonly<Record<string, number>> = {
  'tfjs-drift': 26,
  'tfjs-drift/core': 20,
  'tfjs-drift/onnx': 3.1,
  'tfjs-drift/mediapipe': 1.5,
  'tfjs-drift/litert': 4.5,
  'tfjs-drift/mobilenet': 2.5,
  'tfjs-drift/layers': 2.5,
  'tfjs-drift/charts': 15,
  'tfjs-drift/element': 3,
  'tfjs-drift/react': 1,
  'tfjs-drift/projection': 4.5,
  'tfjs-drift/reports': 6.5,
  'tfjs-drift/webgpu': 3,
  'tfjs-drift/explain': 13.7,
  'tfjs-drift/places': 6.3,
  'tfjs-drift/fleet': 3,
};

/** kB of these that are loaded when they are needed; of others none are. */
export const LATER_BUDGET: Readonly<Record<string, number>> = {
  'tfjs-drift': 71.2,
  'tfjs-drift/core': 64.2,
};
