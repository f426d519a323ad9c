import { InferenceSession, Tensor } from 'onnxruntime-web';
import { expect, test } from 'playwright/test';
import { DriftMonitor, type MonitorOptions, pValuePolicy, SegmentedMonitor } from 'tfjs-drift/core';
import { fitSession, tapOnnx, watchSession } from 'tfjs-drift/onnx';
import { seededRandom } from '../../src/core/base/random.js';
import { classifier, input, model, node, output, spread, weight } from '../support/onnxModel.js';

const FEATURES = 'hidden';

function* feeds(count: number, seed: number, shift = 0): Generator<{ x: Tensor }> {
  const random = seededRandom(seed);
  for (let at = 0; at < count; at++) {
    const row = Float32Array.from({ length: 4 }, () => random() + shift);
    yield { x: new Tensor('float32', row, [1, 4]) };
  }
}

const tappedSession = () => InferenceSession.create(tapOnnx(classifier(), { output: FEATURES }));

async function monitored(session: InferenceSession, options: Partial<MonitorOptions> = {}) {
  const reference = await fitSession(session, feeds(60, 1), {
    features: FEATURES,
    logits: 'probabilities',
  });
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
  return { monitor, reference, errors };
}

test("fitted, calm, and an alarm once inputs drift; the answers are the bare session's", async () => {
  const plain = await InferenceSession.create(classifier());
  const session = await tappedSession();
  const { monitor, reference, errors } = await monitored(session);
  expect(reference.size).toBe(60);
  expect(reference.width).toBe(6);
  expect(reference.model).toMatchObject({ name: 'onnx', featureNode: FEATURES });
  expect(reference.outputs?.confidence).toHaveLength(60);

  const watched = watchSession(monitor, session, { features: FEATURES, logits: 'probabilities' });
  expect(Object.getPrototypeOf(watched)).toBe(Object.getPrototypeOf(session));
  expect(watched.outputNames).toEqual(plain.outputNames);
  for (const one of feeds(12, 2)) {
    const [answer, expected] = [await watched.run(one), await plain.run(one)];
    expect(Object.keys(answer)).toEqual(['probabilities']);
    expect(answer['probabilities']!.data).toEqual(expected['probabilities']!.data);
  }
  await monitor.idle();
  expect(monitor.status.state).toBe('ok');
  for (const one of feeds(12, 3, 2)) await watched.run(one);
  await monitor.idle();
  expect(monitor.status).toMatchObject({ state: 'drift', samples: 24 });
  expect(errors).toEqual([]);
  await monitor.dispose();
});

test('a run that names outputs, fetches into tensors or has options gets what it asked for', async () => {
  const session = await tappedSession();
  const { monitor, errors } = await monitored(session);
  const watched = watchSession(monitor, session, { features: FEATURES });
  const [one] = [...feeds(1, 4)];
  const expected = await session.run(one!);
  const keysOf = async (...request: unknown[]): Promise<string[]> => {
    const run = watched.run as (...given: unknown[]) => Promise<InferenceSession.ReturnType>;
    const answer = await run(one, ...request);
    for (const [name, { data }] of Object.entries(answer))
      expect(data).toEqual(expected[name]!.data);
    return Object.keys(answer);
  };
  expect(await keysOf()).toEqual(['probabilities']);
  expect(await keysOf({ tag: 'mine' })).toEqual(['probabilities']);
  expect(await keysOf(['probabilities'])).toEqual(['probabilities']);
  expect(await keysOf(['hidden', 'probabilities'], { tag: 'mine' })).toEqual([
    'hidden',
    'probabilities',
  ]);
  expect(await keysOf({ hidden: null })).toEqual(['hidden']);
  // ONNX Runtime leaves a tensor in main memory as it is here, and answers with it.
  const mine = new Tensor('float32', new Float32Array(3), [1, 3]);
  const fetched = await watched.run(one!, { probabilities: mine });
  expect(fetched).toEqual(await session.run(one!, { probabilities: mine }));
  expect(fetched['probabilities']).toBe(mine);
  await monitor.idle();
  expect(monitor.window.filled).toBe(6);
  expect(errors).toEqual([]);
  monitor.unwrap();
  expect(await keysOf()).toEqual(['probabilities']);
  expect(monitor.window.filled).toBe(6);
  await monitor.dispose();
});

test("features that are an output of the model's own stay in its answers", async () => {
  const bytes = model(
    node('MatMul', ['x', 'w'], ['embedding']),
    weight('w', [4, 6], spread(24)),
    input('x', ['batch', 4]),
    output('embedding', ['batch', 6]),
  );
  const session = await InferenceSession.create(bytes);
  const reference = await fitSession(session, feeds(20, 1), { features: 'embedding' });
  const monitor = new DriftMonitor({ reference, windowSize: 4, sampling: 'independent' });
  const watched = watchSession(monitor, session, { features: 'embedding' });
  const [one] = [...feeds(1, 4)];
  const { embedding } = await watched.run(one!);
  await monitor.idle();
  expect([...monitor.window.rows()[0]!]).toEqual([...(embedding!.data as Float32Array)]);
  await monitor.dispose();
});

test('the app sees its own errors, as it would without a monitor', async () => {
  const session = await tappedSession();
  const { monitor, errors } = await monitored(session);
  const watched = watchSession(monitor, session, { features: FEATURES });
  const wrong = { x: new Tensor('float32', new Float32Array(5), [1, 5]) };
  const theirs = await session.run(wrong).catch((error) => error);
  await expect(watched.run(wrong)).rejects.toThrow(theirs.message);
  await monitor.idle();
  expect(errors).toEqual([]);
  expect(monitor.status.failed).toBe(1);
  await monitor.dispose();
});

test('a pass that fails only as it is watched is run as the app asked for it', async () => {
  const session = await tappedSession();
  const { monitor, errors } = await monitored(session);
  const run = session.run.bind(session) as (
    ...given: unknown[]
  ) => Promise<InferenceSession.ReturnType>;
  const faulty = new Proxy(session, {
    get: (target, property) => {
      if (property !== 'run') return Reflect.get(target, property, target);
      return (one: unknown, names?: string[]) => {
        if (names?.includes(FEATURES)) throw new Error('no room for it');
        return run(one, ...(names ? [names] : []));
      };
    },
  });
  const watched = watchSession(monitor, faulty, { features: FEATURES });
  const [one] = [...feeds(1, 4)];
  expect(Object.keys(await watched.run(one!, ['probabilities']))).toEqual(['probabilities']);
  await monitor.idle();
  expect(errors).toEqual(['DriftError: The features of an input got lost: no room for it']);
  await monitor.dispose();
});

test('what cannot be watched is refused by name, and so is the reference of another model', async () => {
  const session = await tappedSession();
  const { monitor, reference, errors } = await monitored(session);
  const watch =
    (options: object, given: unknown = session) =>
    () =>
      watchSession(monitor, given as InferenceSession, options as { features: string });
  expect(watch({ features: 'hiden' })).toThrow(/'hiden' came; did you mean 'hidden'\?.*tapOnnx/);
  expect(watch({})).toThrow(/features: .*undefined came/);
  expect(watch({ features: FEATURES, logits: 'logits' })).toThrow(/logits: .*'logits' came/);
  expect(watch({ features: FEATURES, logit: 'x' })).toThrow(
    /no option 'logit'; did you mean 'logits'/,
  );
  expect(watch({ features: FEATURES, channels: 'middle' })).toThrow(
    /channels: one of 'first', 'last'/,
  );
  expect(watch({ features: FEATURES }, {})).toThrow(/session: an InferenceSession .* expected/);
  watchSession(monitor, session, { features: FEATURES });
  expect(watch({ features: FEATURES })).toThrow(/wrapped already/);
  monitor.unwrap();

  const named = await fitSession(session, feeds(10, 1), { features: FEATURES, model: 'v1' });
  const other = new DriftMonitor({ reference: named, windowSize: 2, policy: pValuePolicy() });
  other.on('error', (error) => errors.push(String(error)));
  watchSession(other, session, { features: FEATURES, model: 'v2' });
  await expect.poll(() => other.status.state).toBe('suspended');
  expect(errors.join()).toMatch(/ReferenceMismatchError: .*name 'v1' against 'v2'/);
  expect(reference.model?.name).toBe('onnx');
  await Promise.all([monitor.dispose(), other.dispose()]);
});

test('feeds that the session cannot take are named by their number, and no reference is called old', async () => {
  const session = await tappedSession();
  const all = [...feeds(4, 1), { y: new Tensor('float32', new Float32Array(4), [1, 4]) }];
  await expect(fitSession(session, all, { features: FEATURES })).rejects.toThrow(
    /^Input 4: the model cannot take it: .*'x'/,
  );
  const { monitor } = await monitored(session);
  watchSession(monitor, session, { features: FEATURES });
  expect(monitor.status.notices.map(({ code }) => code)).not.toContain('identity-partial');
  await monitor.dispose();
});

test('passes under way at once are told in their order, and a released session suspends', async () => {
  const session = await tappedSession();
  const { monitor } = await monitored(session);
  const watched = watchSession(monitor, session, { features: FEATURES });
  const all = [...feeds(8, 5)];
  for (const one of all) await watched.run(one);
  await monitor.idle();
  const inTurn = monitor.window.rows().map((row) => [...row]);
  await monitor.reset();
  await Promise.allSettled(all.map((one) => watched.run(one)));
  await monitor.idle();
  expect(monitor.window.rows().map((row) => [...row])).toEqual(inTurn);
  await watched.release();
  expect(monitor.status).toMatchObject({ state: 'suspended' });
  await monitor.dispose();
});

test('segments are the classes of the logits', async () => {
  const session = await tappedSession();
  const options = { features: FEATURES, logits: 'probabilities' };
  const all = [...feeds(120, 1), ...feeds(120, 2, 2)];
  const classes: string[] = [];
  for (const one of all) {
    const { probabilities } = await session.run(one);
    const values = [...(probabilities!.data as Float32Array)];
    classes.push(String(values.indexOf(Math.max(...values))));
  }
  const reference = await fitSession(session, all, { ...options, labels: classes });
  const monitor = await SegmentedMonitor.create({ reference, sampling: 'independent' });
  const watched = watchSession(monitor, session, { ...options, labelOf: String });
  for (const one of all.slice(0, 20)) await watched.run(one);
  await monitor.idle();
  expect(monitor.window.filled).toBe(20);
  await monitor.dispose();
});
