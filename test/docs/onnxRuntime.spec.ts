import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { DriftMonitor, Reference } from 'tfjs-drift/core';
import { tapOnnx } from 'tfjs-drift/onnx';
import {
  classifier,
  externalWeight,
  input,
  model,
  node,
  output,
  spread,
  weight,
} from '../support/onnxModel.js';
import { ALARM, ranInNode, sampleFile } from '../support/ranInNode.js';

const PAGE = 'docs/recipes/onnx-runtime.md';
const SERVED: Readonly<Record<string, () => Uint8Array<ArrayBuffer>>> = {
  '/models/mine.onnx': classifier,
};

const fetchFile = async (url: string) => new Response(SERVED[url]!());
const row = () => new Tensor('float32', Float32Array.of(0.1, 0.2, 0.3, 0.4), [1, 4]);

async function monitorOf(width: number): Promise<DriftMonitor> {
  const rows = Array.from({ length: 20 }, (_, at) => spread(width * (at + 1)).slice(-width));
  const reference = await Reference.fromFeatures(rows);
  return new DriftMonitor({ reference, sampling: 'independent' });
}

test('tap, fit, watch: calm, and an alarm soon after drift has begun', async () => {
  const answers: Tensor[] = [];
  const given = { fetch: fetchFile, show: (answer: Tensor) => answers.push(answer) };
  const { said } = await ranInNode(PAGE, 'onnxCandidates', { given });
  const [first, alarm, ...others] = said;
  expect(first).toEqual({ level: 'info', text: 'drift begins' });
  expect(alarm).toMatchObject({ level: 'warn', text: expect.stringMatching(ALARM) });
  expect(others).toEqual([]);
  expect(answers).toHaveLength(100);
  expect(answers[0]!.dims).toEqual([1, 3]);
});

test('a tap made at build time, by a file of Node, is hidden where the app says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-tap-'));
  // A name that nothing was tapped by here: the page is another than the one that made the tap.
  const ofLogits = (code: string) => code.replaceAll("'hidden'", "'logits'");
  try {
    writeFileSync(join(folder, 'mine.onnx'), classifier());
    const inFolder = (code: string) =>
      ofLogits(code).replace(/'(mine\S*)'/g, (_, name) => JSON.stringify(join(folder, name)));
    const file = sampleFile(PAGE, 'tap.mjs', inFolder);
    execFileSync('node', ['--import', 'tsx', file]);
    const tapped = readFileSync(join(folder, 'mine.tapped.onnx'));
    expect(tapped.subarray(0, classifier().length)).toEqual(Buffer.from(classifier()));

    const monitor = await monitorOf(3);
    const served = (code: string) =>
      ofLogits(code).replace('/models/mine.tapped.onnx', join(folder, 'mine.tapped.onnx'));
    for (const hide of [true, false]) {
      const { exported } = await ranInNode(PAGE, 'hide: true', {
        given: { monitor },
        edit: (code) => `${served(code).replace('hide: true', `hide: ${hide}`)}export { watched };`,
      });
      const answer = await (exported['watched'] as InferenceSession).run({ x: row() });
      expect(Object.keys(answer)).toEqual(hide ? ['probabilities'] : ['probabilities', 'logits']);
      monitor.unwrap();
    }
    await monitor.idle();
    expect(monitor.window.filled).toBe(2);
    await monitor.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a tapped model finds its external data, given as before', async () => {
  const bytes = model(
    node('MatMul', ['x', 'w1'], ['hidden']),
    node('MatMul', ['hidden', 'w2'], ['y']),
    externalWeight('w1', [4, 6], { location: 'mine.onnx.data', offset: 0 }),
    weight('w2', [6, 3], spread(18)),
    input('x', ['batch', 4]),
    output('y', ['batch', 3]),
  );
  const data = new Uint8Array(Float32Array.from(spread(24)).buffer);
  const externalData = [{ path: 'mine.onnx.data', data }];
  const session = await InferenceSession.create(tapOnnx(bytes, { output: 'hidden' }), {
    externalData,
  });
  const plain = await InferenceSession.create(bytes, { externalData });
  const [answer, expected] = [await session.run({ x: row() }), await plain.run({ x: row() })];
  expect(answer['y']!.data).toEqual(expected['y']!.data);
  expect(answer['hidden']!.dims).toEqual([1, 6]);
});

test('features of a session go in by hand', async () => {
  const monitor = await monitorOf(6);
  const session = await InferenceSession.create(tapOnnx(classifier(), { output: 'hidden' }));
  const expected = [...((await session.run({ x: row() }))['hidden']!.data as Float32Array)];
  await ranInNode(PAGE, 'getData', { given: { monitor, session, input: row() } });
  await monitor.idle();
  expect(monitor.window.rows().map((values) => [...values])).toEqual([expected]);
  await monitor.dispose();
});
