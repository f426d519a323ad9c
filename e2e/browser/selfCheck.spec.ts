import { expect, test } from '../support/labTest.js';

test('a backend that computes wrongly is given up, and every verdict says so', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  const { errors, verdicts, exact } = await page.evaluate(async () => {
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
    return { ...(await run('backend')), exact: (await run('typescript')).verdicts };
  });
  expect(errors).toHaveLength(1);
  expect(errors[0]).toMatch(/^BackendMismatchError: The 'cpu' backend computes wrongly/);
  expect(verdicts).toHaveLength(4);
  expect(verdicts).toEqual(exact);
  expect(verdicts[0]?.compute).toBe('typescript');
});
