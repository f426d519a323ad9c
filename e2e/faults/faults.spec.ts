import { expect, test } from '../support/labTest.js';
import { complaintsOf, nameOf } from './judge.js';

/** Of the faults at one call of each site, so many are left out for each that is tried. */
const EVERY = 2;
const MANY = { wasm: 15, webgpu: 30 } as const;

for (const [backend, place] of [
  ['cpu', 'wasm'],
  ['webgpu', 'webgpu'],
] as const) {
  test(`whatever call fails, no verdict is wrong, the app sees nothing and nothing is left: ${place}`, async ({
    openOwnLab,
  }) => {
    test.setTimeout(240_000);
    const page = await openOwnLab(backend);
    const run = (fault?: Parameters<typeof window.lab.standardRun>[1]) =>
      page.evaluate(([name, one]) => window.lab.standardRun(name, one), [place, fault] as const);
    // Shaders are compiled, and what is loaded later is there.
    await run();
    const whole = await run();
    expect(whole).toMatchObject({ wrong: [], seen: [], leaks: [], lost: 0, errors: [] });
    expect([whole.end, whole.verdicts]).toEqual(['drift drift', 21]);
    const faults = await page.evaluate(
      ([name, calls, every]) => window.lab.plannedFaults(name, calls, 1, every),
      [place, whole.calls, EVERY] as const,
    );
    expect(faults.length).toBeGreaterThan(MANY[place]);
    let came = 0;
    for (const fault of faults) {
      const outcome = await run(fault);
      expect(complaintsOf(outcome), nameOf(fault)).toEqual([]);
      if (outcome.hasFailed) came++;
    }
    // On a busy machine what is slow is given up, and some calls are never made.
    expect(came).toBeGreaterThan(0.8 * faults.length);
  });
}
