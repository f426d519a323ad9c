import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { candidateLayers } from 'tfjs-drift/layers';
import { onnxCandidates, tapOnnx } from 'tfjs-drift/onnx';
import { blocksOf } from '../../e2e/docs/samples.js';
import { seededRandom } from '../../src/core/base/random.js';

const HOME = 'docs/starters';
const starters = ['tfjs', 'onnx'];
const guides = {
  'README.md': ['tfjs'],
  'docs/getting-started.md': starters,
  'docs/recipes/onnx-runtime.md': ['onnx'],
};
const { name, version, files, exports } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const [guide, copied] of Object.entries(guides)) {
  test(`${guide}: its commands install what a starter imports, and copy what is there`, () => {
    const blocks = blocksOf(guide, 'sh').filter((block) => block.includes(HOME));
    expect(blocks).toHaveLength(copied.length);
    for (const [at, block] of blocks.entries()) {
      const [install, copy, serve] = block.trim().split('\n') as [string, string, string];
      const [tarball, ...packages] = install.replace('npm install ', '').split(' ');
      expect(tarball).toBe(`./${name}-${version}.tgz`);
      const folder = join(HOME, copied[at]!);
      expect(copy).toBe(`cp -r node_modules/${name}/${folder}/* .`);
      expect(serve).toBe('npx vite');
      // The last is for <drift-monitor>, and for the last line.
      const needed = [...imported(folder), 'chart.js', 'vite'];
      expect(packages.sort()).toEqual([...new Set(needed)].sort());
    }
  });
}

/** Packages of others that `main.js` imports, and that those of ours are there. */
function imported(folder: string): string[] {
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(page).toContain('src="/main.js"');
  const code = readFileSync(join(folder, 'main.js'), 'utf8');
  const from = [...code.matchAll(/^import (?:.* from )?'(.*)';$/gm)].map(([, path]) => path!);
  expect(from.length).toBeGreaterThan(3);
  for (const path of from) {
    if (path.startsWith('.')) expect(existsSync(join(folder, path)), path).toBe(true);
    if (path.startsWith(name)) expect(exports).toHaveProperty([path.replace(name, '.')]);
  }
  return from.filter((path) => !path.startsWith('.') && !path.startsWith(name));
}

test('the README names the other starter, and the package holds both', () => {
  const readme = readFileSync('README.md', 'utf8');
  expect(readme).toMatch(/`onnxruntime-web` in place of `@tensorflow\/tfjs`, and `starters\/onnx`/);
  expect(files).toContain(HOME);
  expect(readdirSync(HOME).sort()).toEqual([...starters].sort());
});

test('the starters differ in `main.js` and the model alone; three places are marked', () => {
  for (const file of ['index.html', 'belt.js']) {
    const [one, other] = starters.map((of) => readFileSync(join(HOME, of, file), 'utf8'));
    expect(one).toBe(other);
  }
  for (const of of starters) {
    const code = readFileSync(join(HOME, of, 'main.js'), 'utf8');
    const places = [...code.matchAll(/^\/\/ (\d\. [A-Z ]+)\. Yours here: /gm)].map(([, at]) => at);
    expect(places).toEqual(['1. THE MODEL', '2. KNOWN INPUTS', '3. LIVE INPUTS']);
    expect(code.split('\n').length).toBeLessThanOrEqual(80);
  }
});

test('their models are one: the same answers and features, which are the first candidate', async () => {
  await tf.setBackend('cpu');
  const model = await tf.loadLayersModel(layersModel());
  const bytes = readFileSync(join(HOME, 'onnx/public/model/parts.onnx'));
  expect(candidateLayers(model)[0]).toMatchObject({ name: 'features', width: 16 });
  expect(onnxCandidates(bytes)[0]).toMatchObject({ name: 'features', width: 16 });
  const session = await InferenceSession.create(tapOnnx(bytes, { output: 'features' }));

  const random = seededRandom(1);
  const picture = Float32Array.from({ length: 32 * 32 * 3 }, random);
  const both = tf.model({
    inputs: model.inputs,
    outputs: [model.getLayer('features').output as tf.SymbolicTensor, ...model.outputs],
  });
  const [features, shares] = both.predict(tf.tensor4d(picture, [1, 32, 32, 3])) as tf.Tensor[];
  const channels = picture.map((_, at) => picture[3 * (at % 1024) + Math.floor(at / 1024)]!);
  const answer = await session.run({ picture: new Tensor('float32', channels, [1, 3, 32, 32]) });
  for (const [mine, theirs] of [
    [features!, answer['features']!],
    [shares!, answer['probabilities']!],
  ] as const) {
    const [expected, found] = [await mine.data(), theirs.data as Float32Array];
    expect(found).toHaveLength(expected.length);
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at]!, 4);
  }
  tf.dispose([features!, shares!]);
});

/** As it is loaded from its two files. */
function layersModel(): tf.io.IOHandler {
  const folder = join(HOME, 'tfjs/public/model');
  const { modelTopology, weightsManifest } = JSON.parse(
    readFileSync(join(folder, 'model.json'), 'utf8'),
  );
  const [{ paths, weights }] = weightsManifest;
  const data = readFileSync(join(folder, paths[0]));
  return tf.io.fromMemory({
    modelTopology,
    weightSpecs: weights,
    weightData: Uint8Array.from(data).buffer,
  });
}
