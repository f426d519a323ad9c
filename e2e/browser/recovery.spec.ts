import { expect, test } from '../support/labTest.js';
import { startLab } from '../support/sharedLabs.js';

test('a device that is lost five times costs a wrapped model its passes, and the monitor nothing', async ({
  openOwnLab,
}) => {
  test.setTimeout(180_000);
  const page = await openOwnLab('webgpu');
  const { losses, verdicts, undisturbed, ends, kept } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel, start } = window.lab;
    const [windowSize, rounds, perRound] = [6, 5, 6];
    const rows = gaussianRows(2, windowSize + (1 + rounds) * perRound, 8, 1);
    const tap = { featureNode: 'features' };
    const settings = {
      sampling: 'independent' as const,
      windowSize,
      permutations: 99,
      policy: drift.evidencePolicy({ falseAlarms: { perSamples: 1_000 } }),
      compute: 'webgpu' as const,
    };
    const fitted = async () => {
      const model = await tinyModel();
      const inputs = gaussianRows(1, 40, 8).map((row) => tf.tensor2d([row]));
      const reference = await drift.Reference.fit(model, inputs, tap);
      tf.dispose(inputs);
      return { model, reference };
    };
    const { model, reference } = await fitted();
    const run = async (isDisturbed: boolean, first: typeof model) => {
      const monitor = new drift.DriftMonitor({ reference, ...settings });
      const verdicts: { mmd2: number; evidence: number; sequence: number; samples: number }[] = [];
      monitor.on('verdict', ({ mmd2, evidence, sequence, samples }) => {
        verdicts.push({ mmd2: mmd2!, evidence: evidence!, sequence, samples });
      });
      const losses: string[] = [];
      let watched = monitor.wrap(first, tap);
      const feed = async (from: number, to: number) => {
        for (const row of rows.slice(from, to)) {
          const x = tf.tensor2d([row]);
          tf.dispose([watched.predict(x) as ReturnType<typeof tf.tensor>, x]);
          await monitor.idle();
        }
      };
      let at = windowSize + perRound;
      await feed(0, at);
      for (let round = 0; round < rounds; round++) {
        if (isDisturbed) {
          (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
          await new Promise((resolve) => setTimeout(resolve, 100));
          losses.push(`${monitor.status.state} ${monitor.status.code}`);
          await start('webgpu');
          watched = monitor.wrap(await tinyModel(), tap);
        }
        await feed(at, at + perRound);
        at += perRound;
      }
      const { state, code, samples, tests, episode } = monitor.status;
      const { compute } = monitor.status.lastVerdict!;
      await monitor.dispose();
      const kept = { samples, tests, episode: episode?.number };
      return { verdicts, losses, end: `${state} ${code} ${compute}`, kept };
    };
    const calm = await run(false, model);
    const lossy = await run(true, model);
    return {
      losses: lossy.losses,
      verdicts: lossy.verdicts,
      undisturbed: calm.verdicts,
      ends: [lossy.end, calm.end],
      kept: [lossy.kept, calm.kept],
    };
  });
  expect(losses).toEqual(Array(5).fill('suspended model-lost'));
  expect(ends[0]).toBe(ends[1]);
  expect(kept[0]).toEqual(kept[1]);
  expect(verdicts).toHaveLength(undisturbed.length);
  for (const [at, verdict] of verdicts.entries()) {
    expect(Math.abs(verdict.mmd2 - undisturbed[at]!.mmd2)).toBeLessThan(2e-5);
    expect(Math.abs(verdict.evidence / undisturbed[at]!.evidence - 1)).toBeLessThan(1e-3);
    expect(verdict).toMatchObject({
      sequence: undisturbed[at]!.sequence,
      samples: undisturbed[at]!.samples,
    });
  }
});

test('a monitor fed by observe goes on in main memory when its device is lost, and says so', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const { places, errors, gap, left } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 40, 5));
    const rows = gaussianRows(2, 16, 5);
    const run = async (compute: 'webgpu' | 'typescript', lossAt: number) => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 6,
        permutations: 99,
        policy: drift.pValuePolicy(),
        compute,
        keepThumbnails: 8,
      });
      const verdicts: { compute: string; fallback: string | undefined; mmd2: number }[] = [];
      const errors: string[] = [];
      monitor.on('error', (error) => errors.push((error as Error).name));
      monitor.on('verdict', ({ compute: place, fallback, mmd2 }) => {
        verdicts.push({ compute: place, fallback, mmd2: mmd2! });
      });
      for (const [at, row] of rows.entries()) {
        if (at === lossAt) (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
        monitor.observe([row], { id: `${at}`, image: new OffscreenCanvas(16, 16) });
        await monitor.idle();
      }
      const left = monitor.mostDrifted();
      await monitor.dispose();
      return { verdicts, errors, left };
    };
    const exact = await run('typescript', -1);
    const lossy = await run('webgpu', 10);
    return {
      places: lossy.verdicts.map(({ compute, fallback }) => `${compute} ${fallback}`),
      errors: lossy.errors,
      gap: Math.max(
        ...lossy.verdicts.map(({ mmd2 }, at) => Math.abs(mmd2 - exact.verdicts[at]!.mmd2)),
      ),
      left: lossy.left.map(({ id, thumbnail }) => [id, thumbnail?.width]).sort(),
    };
  });
  expect(places).toEqual([
    ...Array(5).fill('webgpu undefined'),
    ...Array(6).fill('wasm device-lost'),
  ]);
  expect(errors).toEqual(['DeviceLostError']);
  expect(gap).toBeLessThan(2e-5);
  expect(left).toEqual(['10', '11', '12', '13', '14', '15'].map((id) => [id, 8]));
});

for (const [how, end] of [
  ['disposed of', 'dispose'],
  ['gone with all variables', 'disposeVariables'],
  ['gone with a reset of tfjs', 'reset'],
] as const) {
  test(`a model that is ${how} is told of by name, and another takes its place`, async ({
    openOwnLab,
  }) => {
    const page = await openOwnLab('cpu');
    const said = await page.evaluate(async (by) => {
      const { tf, drift, gaussianRows, tinySequential } = window.lab;
      const tap = { featureLayer: 'features' };
      const inputs = () => gaussianRows(1, 30, 8).map((row) => tf.tensor2d([row]));
      const model = tinySequential();
      const reference = await drift.Reference.fit(model, inputs(), tap);
      const weights = model.getWeights().map((weight) => weight.arraySync());
      const monitor = new drift.DriftMonitor({
        reference,
        sampling: 'independent',
        windowSize: 4,
        permutations: 99,
        policy: drift.pValuePolicy(),
      });
      const watched = monitor.wrap(model, tap);
      const feed = async (of: typeof model, seed: number) => {
        for (const row of gaussianRows(seed, 5, 8)) {
          const x = tf.tensor2d([row]);
          tf.dispose(of.predict(x) as ReturnType<typeof tf.tensor>);
          await monitor.idle();
        }
        const { state, code, samples, tests } = monitor.status;
        return `${state} ${code} ${samples} ${tests}`;
      };
      const before = await feed(watched, 2);
      if (by === 'dispose') model.dispose();
      else if (by === 'disposeVariables') tf.disposeVariables();
      else {
        tf.engine().reset();
        await tf.setBackend('cpu');
      }
      const { state, code, reason } = monitor.status;
      const thrown = await window.lab.failure(() => feed(watched, 3));
      const again = tinySequential();
      again.setWeights(weights.map((values) => tf.tensor(values as number[])));
      const after = await feed(monitor.wrap(again, tap), 4);
      await monitor.dispose();
      return { before, lost: `${state} ${code}`, reason, thrown, after };
    }, end);
    expect(said.before).toMatch(/^(ok|warning) \w+ 5 2$/);
    expect(said.lost).toBe('suspended model-lost');
    expect(said.reason).toMatch(/then monitor\.wrap\(model\): window, evidence and counts go on/);
    expect(said.thrown).not.toBe('nothing');
    expect(said.after).toMatch(/^(ok|warning) \w+ 10 7$/);
  });
}

test('where the app leaves its backend, no verdict is of weights that did not survive', async ({
  page,
}) => {
  // tfjs moves weights by synchronous readbacks, and says so.
  await startLab(page, 'webgpu');
  const { states, wrong, tests } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows, tinyModel } = window.lab;
    const tap = { featureNode: 'features' };
    const model = await tinyModel();
    const inputs = gaussianRows(1, 30, 8).map((row) => tf.tensor2d([row]));
    const reference = await drift.Reference.fit(model, inputs, tap);
    const exact = await Promise.all(
      gaussianRows(2, 14, 8).map(async (row) => {
        const features = model.execute(tf.tensor2d([row]), 'features') as ReturnType<
          typeof tf.tensor
        >;
        return Array.from(await features.data());
      }),
    );
    const monitor = new drift.DriftMonitor({
      reference,
      sampling: 'independent',
      windowSize: 4,
      permutations: 99,
      policy: drift.pValuePolicy(),
    });
    let wrong = 0;
    let tests = 0;
    monitor.on('verdict', () => {
      tests++;
      const isExact = (row: ArrayLike<number>) =>
        exact.some((features) => features.every((value, i) => Math.abs(value - row[i]!) < 1e-4));
      if (!monitor.window.rows().every(isExact)) wrong++;
    });
    const watched = monitor.wrap(model, tap);
    const states: string[] = [];
    for (const [at, row] of gaussianRows(2, 14, 8).entries()) {
      if (at === 7) await tf.setBackend('cpu');
      const x = tf.tensor2d([row]);
      try {
        tf.dispose(watched.predict(x) as ReturnType<typeof tf.tensor>);
      } catch {
        // tfjs's own error, that the app would see without a monitor as well.
      }
      await monitor.idle();
      states.push(`${monitor.status.state} ${monitor.status.code}`);
    }
    await monitor.dispose();
    return { states, wrong, tests };
  });
  expect(wrong).toBe(0);
  expect(tests).toBeGreaterThanOrEqual(4);
  // tfjs moves weights by a synchronous readback, which a software adapter answers with zeros.
  expect(['ok ok', 'suspended wrong-model', 'suspended model-lost']).toContain(states.at(-1));
});
