import { expect, test } from '../support/labTest.js';

test('a backend that computes wrongly is given up, and every verdict and test says so', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const { errors, verdicts, exact, onBackend, inTypeScript } = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const right = tf.getKernel('Exp', 'cpu');
    tf.unregisterKernel('Exp', 'cpu');
    tf.registerKernel({
      ...right,
      kernelFunc: (args) => {
        const out = right.kernelFunc(args);
        const tensor = tf.engine().makeTensorFromTensorInfo([out].flat()[0]!);
        return tf.mul(tensor, 0.98);
      },
    });
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const run = async (compute: 'backend' | 'typescript') => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 6,
        compute,
      });
      const errors: string[] = [];
      const verdicts: { compute: string; pValue: number }[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.on('verdict', ({ compute: place, pValue }) => {
        verdicts.push({ compute: place, pValue });
      });
      for (const row of gaussianRows(2, 9, 4)) {
        monitor.observe([row]);
        await monitor.idle();
      }
      await monitor.dispose();
      return { errors, verdicts };
    };
    const mmdTest = (compute: 'backend' | 'typescript') =>
      drift.mmdTest(gaussianRows(1, 30, 4), gaussianRows(2, 9, 4), { compute });
    return {
      ...(await run('backend')),
      exact: (await run('typescript')).verdicts,
      onBackend: await mmdTest('backend'),
      inTypeScript: await mmdTest('typescript'),
    };
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^BackendMismatchError: The 'cpu' backend computes wrongly/);
  expect(verdicts).toHaveLength(4);
  expect(verdicts).toEqual(exact);
  expect(verdicts[0]?.compute).toBe('typescript');
  expect(onBackend).toEqual(inTypeScript);
});

test('a self-check that came to no result is made again by the next monitor', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const [failed, next] = await page.evaluate(async () => {
    const { tf, drift, gaussianRows } = window.lab;
    const right = tf.getKernel('Exp', 'cpu');
    const register = (kernelFunc: typeof right.kernelFunc) => {
      tf.unregisterKernel('Exp', 'cpu');
      tf.registerKernel({ ...right, kernelFunc });
    };
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const run = async () => {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 6,
        compute: 'backend',
      });
      const errors: string[] = [];
      const places: string[] = [];
      monitor.on('error', (error) => errors.push(String(error)));
      monitor.on('verdict', ({ compute }) => places.push(compute));
      for (const row of gaussianRows(2, 7, 4)) {
        monitor.observe([row]);
        await monitor.idle();
      }
      await monitor.dispose();
      return { errors, places };
    };
    register(() => {
      throw new Error('out of memory');
    });
    const failed = await run();
    register(right.kernelFunc);
    return [failed, await run()];
  });
  expect(failed!.errors.length).toBeGreaterThan(0);
  expect(failed!.errors[0]).toContain('out of memory');
  expect(failed!.places).toEqual([]);
  expect(next).toEqual({ errors: [], places: ['backend', 'backend'] });
});
