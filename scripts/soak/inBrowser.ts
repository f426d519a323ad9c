import type { CDPSession, Page } from 'playwright';
import type { ComputeChoice } from 'tfjs-drift';
import type { Held, SoakRun } from './growth.js';
import type { PageSoak } from './inPage.js';

/** How a run goes; `compared` samples at either end are compared. */
export interface SoakPlan {
  readonly place: string;
  readonly compute: ComputeChoice;
  readonly samples: number;
  readonly compared: number;
  /** Receives reports. */
  readonly url: string;
}

/** Runs the workload in the page of e2e/lab, its backend started. */
export async function soakInBrowser(page: Page, plan: SoakPlan): Promise<SoakRun> {
  const { place, compute, samples, compared, url } = plan;
  const session = await page.context().newCDPSession(page);
  const before = await page.evaluate(() => window.lab.tf.memory().numTensors);
  const soak = await page.evaluateHandle((given) => window.lab.startSoak(given), {
    compute,
    samples,
    url,
  });
  const run = (count: number): Promise<number> => soak.evaluate((one, n) => one.run(n), count);
  const held = async (msPerSample: number): Promise<Held & Counts> => {
    const { tests, alarms, refused, errors, ...rest } = await soak.evaluate((one) => one.held());
    return {
      ...(await heldByPage(session)),
      ...rest,
      msPerSample,
      counts: { tests, alarms, refused, errors },
    };
  };
  const { counts: _, ...first } = await held(await run(compared));
  // A test that takes long may not be one call: a page is asked again and again.
  for (let left = samples - 2 * compared; left > 0; left -= compared) {
    await run(Math.min(left, compared));
  }
  const { counts, ...last } = await held(await run(compared));
  const left = await soak.evaluate((one) => one.dispose());
  // The model is the app's, and stays.
  await soak.dispose();
  await session.detach();
  return { place, samples, ...counts, first, last, leftTensors: left - before };
}

interface Counts {
  readonly counts: Pick<SoakRun, 'tests' | 'alarms' | 'refused' | 'errors'>;
}

/** After garbage was collected. */
async function heldByPage(session: CDPSession) {
  await session.send('Performance.enable');
  // What one collection finalises the next one frees.
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((one) => one.name === name)!.value;
  return {
    heapBytes: metric('JSHeapUsedSize'),
    nodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
  };
}

export type { PageSoak };
