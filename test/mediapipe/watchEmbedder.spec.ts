import { expect, test } from 'playwright/test';
import { DriftMonitor, type MonitorOptions, pValuePolicy } from 'tfjs-drift/core';
import { fitEmbedder, watchEmbedder } from 'tfjs-drift/mediapipe';
import { seededRandom } from '../../src/core/base/random.js';

interface Embedding {
  floatEmbedding?: number[];
  quantizedEmbedding?: Uint8Array;
}

/** Of texts, as MediaPipe's interface has it; e2e/models runs the real one of pictures. */
class Embedder {
  isClosed = false;
  readonly #random = seededRandom(1);

  embed(text: string, _options?: { locale?: string }): { embeddings: Embedding[] } {
    if (text === '') throw new Error('no text');
    const row = () => Array.from({ length: 4 }, () => text.length + this.#random());
    return { embeddings: [{ floatEmbedding: row() }, { floatEmbedding: row().slice(1) }] };
  }

  close(): void {
    this.isClosed = true;
  }
}

/** One that answers as it is told. */
const answering = (answer: unknown) => ({ embed: (_: string) => answer, close: () => {} });

const texts = (count: number, text = 'order') => Array.from({ length: count }, () => text);

async function monitored(options: Partial<MonitorOptions> = {}) {
  const embedder = new Embedder();
  const reference = await fitEmbedder(embedder, texts(60), { model: 'v1' });
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    windowSize: 8,
    permutations: 199,
    policy: pValuePolicy({ alarmAt: 0.005 }),
    ...options,
  });
  const errors: string[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  return { embedder, monitor, reference, errors };
}

test("fitted, calm, and an alarm once texts drift; answers are the embedder's own", async () => {
  const { embedder, monitor, reference, errors } = await monitored();
  expect(reference).toMatchObject({ size: 60, width: 4 });
  expect(reference.model).toMatchObject({ name: 'v1', featureNode: 'embeddings[0]' });
  const watched = watchEmbedder(monitor, embedder, { model: 'v1' });
  expect(watched).toBeInstanceOf(Embedder);
  const seen: number[][] = [];
  for (const text of texts(12)) seen.push(watched.embed(text).embeddings[0]!.floatEmbedding!);
  await monitor.idle();
  expect(monitor.status.state).toBe('ok');
  const rows = monitor.window.rows().map((row) => [...row]);
  expect(rows).toEqual(seen.slice(-8).map((row) => row.map(Math.fround)));
  for (const text of texts(12, 'complaint')) watched.embed(text);
  await monitor.idle();
  expect(monitor.status).toMatchObject({ state: 'drift', samples: 24 });
  expect(errors).toEqual([]);

  monitor.unwrap();
  watched.embed('order');
  await monitor.idle();
  expect(monitor.status.samples).toBe(24);
  await monitor.dispose();
});

test('the app sees its own errors, and a closed embedder suspends', async () => {
  const { embedder, monitor, errors } = await monitored();
  const watched = watchEmbedder(monitor, embedder, { model: 'v1' });
  expect(() => watched.embed('')).toThrow('no text');
  await monitor.idle();
  expect(monitor.status).toMatchObject({ failed: 1 });
  expect(errors).toEqual([]);
  watched.close();
  expect(embedder.isClosed).toBe(true);
  expect(monitor.status.state).toBe('suspended');
  await monitor.dispose();
});

test('another head is watched where it is asked for', async () => {
  const reference = await fitEmbedder(new Embedder(), texts(10), { head: 1 });
  expect(reference.width).toBe(3);
  await expect(fitEmbedder(new Embedder(), texts(10), { head: 2 })).rejects.toThrow(
    'Input 0: embedding: none came for head 2, of 2 in all.',
  );
});

test("what is no embedding is an error event, and the answer is the app's", async () => {
  const cases: [unknown, RegExp][] = [
    [
      { embeddings: [{ quantizedEmbedding: Uint8Array.of(1, 2) }] },
      /InvalidFeaturesError: embedding: bytes came \(quantizedEmbedding\).*Leave `quantize` out/,
    ],
    [{ embeddings: [] }, /none came for head 0, of 0/],
    [{ embeddings: [{ floatEmbedding: [] }] }, /none came for head 0, of 1/],
    [{ embeddings: [{ floatEmbedding: [1, 2, 3] }] }, /width 3/],
    [{ embeddings: [{ floatEmbedding: [1, Number.NaN, 3, 4] }] }, /NaN/],
    [undefined, /none came for head 0, of 0/],
  ];
  for (const [answer, message] of cases) {
    const { monitor, errors } = await monitored();
    const watched = watchEmbedder(monitor, answering(answer), { model: 'v1' });
    expect(watched.embed('order')).toBe(answer);
    await monitor.idle();
    expect(errors.join()).toMatch(message);
    expect(monitor.window.filled).toBe(0);
    await monitor.dispose();
  }
});

test('what cannot be watched is refused by name, and so is the reference of another model', async () => {
  const { embedder, monitor, reference, errors } = await monitored();
  const watch = (given: unknown, options?: object) => () =>
    watchEmbedder(monitor, given as Embedder, options);
  expect(watch({})).toThrow(/embedder: an ImageEmbedder or a TextEmbedder .* expected/);
  expect(watch(embedder, { heads: 1 })).toThrow(/no option 'heads'; did you mean 'head'\?/);
  expect(watch(embedder, { head: -1 })).toThrow(/head: a whole number from 0/);
  expect(watch(embedder, { model: 1 })).toThrow(/model: /);
  await expect(fitEmbedder(embedder, 'order')).rejects.toThrow(/inputs: an array/);
  await expect(fitEmbedder(embedder, ['order', ''])).rejects.toThrow(
    /^Input 1: the model cannot take it: no text/,
  );

  watchEmbedder(monitor, embedder, { model: 'v2' });
  await expect.poll(() => monitor.status.state).toBe('suspended');
  expect(errors.join()).toMatch(/ReferenceMismatchError: .*name 'v1' against 'v2'/);
  expect(monitor.status.notices.map(({ code }) => code)).not.toContain('identity-partial');
  expect(reference.model?.name).toBe('v1');
  await monitor.dispose();
});
