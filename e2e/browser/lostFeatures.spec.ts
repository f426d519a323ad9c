import { expect, test } from '../support/labTest.js';

test('what lay on a WebGPU device that is lost is never read as numbers, and its model is dead', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('webgpu');
  const result = await page.evaluate(async () => {
    const { tf, runtime, copyGpuRows, tinyModel, start } = window.lab;
    const said = async (work: () => unknown) => {
      try {
        return await work();
      } catch (error) {
        return String(error);
      }
    };
    const model = await tinyModel();
    const source = runtime.tappable(model, { featureNode: 'features' });
    const isAlive = [source.isAlive()];
    const input = tf.ones([1, 8]);
    const device = runtime.device()!;
    const buffer = device.createBuffer({ size: 16, usage: GPUBufferUsage.COPY_SRC });
    const gpuRows = { buffer, count: 1, width: 4 };
    const make = () => [
      runtime.takeRows(tf.add(tf.ones([2, 3]), 1), 'live')!,
      runtime.takeRows(model.execute(input, 'features'), 'live')!,
      copyGpuRows(gpuRows, device),
    ];
    const [read, meanwhile, afterwards] = [make(), make(), make()];
    const values = await Promise.all(read.map(async (rows) => [...(await rows.data())]));
    const holders = read.map(({ holder }) => holder === tf.backend() || holder === device);
    isAlive.push(source.isAlive());

    const reading = Promise.all(meanwhile.map((rows) => said(() => rows.data())));
    device.destroy();
    const lostMeanwhile = await reading;
    const lostBefore = await Promise.all(afterwards.map((rows) => said(() => rows.data())));
    const lent = afterwards[0]!.lend() !== undefined;
    isAlive.push(source.isAlive());

    await start('webgpu');
    const isOldHolder = afterwards[0]!.holder === tf.backend();
    isAlive.push(source.isAlive());
    const next = runtime.tappable(await tinyModel(), { featureNode: 'features' });
    isAlive.push(next.isAlive());
    for (const rows of [...read, ...meanwhile, ...afterwards]) rows.dispose();
    return { values, holders, lostMeanwhile, lostBefore, lent, isOldHolder, isAlive };
  });
  expect(result.values[0]).toEqual([2, 2, 2, 2, 2, 2]);
  expect(result.values[2]).toEqual([0, 0, 0, 0]);
  expect(result.holders).toEqual([true, true, true]);
  for (const error of [...result.lostMeanwhile, ...result.lostBefore]) {
    expect(error).toMatch(/^DeviceLostError: .*is lost/);
  }
  expect(result.lent).toBe(false);
  expect(result.isOldHolder).toBe(false);
  expect(result.isAlive).toEqual([true, true, false, false, true]);
});
