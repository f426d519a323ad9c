import { expect, test } from '../support/labTest.js';

test('a policy that forbids WebAssembly leaves TypeScript, and verdicts and tests say so', async ({
  page,
  openOwnLab,
}) => {
  await page.route('**/e2e/lab/lab.html', async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers(), 'content-security-policy': "script-src 'self'" };
    await route.fulfill({ response, headers });
  });
  const lab = await openOwnLab('cpu');
  const { refused, places, tests } = await lab.evaluate(async () => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 30, 4));
    const places: (string | undefined)[] = [];
    for (const compute of ['auto', 'wasm'] as const) {
      const monitor = new drift.DriftMonitor({
        sampling: 'independent',
        reference,
        windowSize: 4,
        compute,
      });
      monitor.observe(gaussianRows(2, 4, 4));
      await monitor.idle();
      places.push(monitor.status.lastVerdict?.compute);
      await monitor.dispose();
    }
    const tests = await Promise.all(
      [{}, { compute: 'wasm' as const }, { bandwidth: 'fuse' as const }].map((options) =>
        drift.mmdTest(gaussianRows(1, 30, 4), gaussianRows(2, 9, 4), options),
      ),
    );
    let refused = '';
    try {
      new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
    } catch (error) {
      refused = String(error);
    }
    return { refused, places, tests: tests.map(({ compute }) => compute) };
  });
  expect(refused, 'the policy holds').toContain('unsafe-eval');
  expect(places).toEqual(['typescript', 'typescript']);
  expect(tests).toEqual(['typescript', 'typescript', 'typescript']);
});
