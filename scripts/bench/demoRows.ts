import type { Browser } from 'playwright';
import { build, preview } from 'vite';
import type { Row } from './rows/benchRow.js';
import { median } from './rows/timing.js';

const RUNS = 5;

/** How long the built demo takes, from a server of this machine, until only the model is missing. */
export async function demoRows(browser: Browser): Promise<Row[]> {
  await build({ logLevel: 'error' });
  const server = await preview({ preview: { port: 0 } });
  const paints: number[] = [];
  const waits: number[] = [];
  try {
    for (let run = 0; run < RUNS; run++) {
      // A context of its own: nothing is cached.
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.addInitScript(() => {
        addEventListener('DOMContentLoaded', () => {
          const reason = document.getElementById('state-reason')!;
          new MutationObserver(() => {
            if (!/MobileNet/.test(reason.textContent ?? '')) return;
            performance.mark('model begins');
          }).observe(reason, { childList: true, characterData: true, subtree: true });
        });
      });
      await page.goto(new URL('#backend=wasm', server.resolvedUrls!.local[0]).href);
      await page.waitForFunction(() => performance.getEntriesByName('model begins').length > 0);
      const [paint, wait] = await page.evaluate(() => [
        performance.getEntriesByName('first-contentful-paint')[0]!.startTime,
        performance.getEntriesByName('model begins')[0]!.startTime,
      ]);
      paints.push(paint!);
      waits.push(wait!);
      await context.close();
    }
  } finally {
    await server.close();
  }
  const shared = { size: 'demo, wasm', unit: 'ms' as const, runs: RUNS };
  return [
    { ...shared, name: 'first-paint', value: median(paints) },
    { ...shared, name: 'loaded-but-for-the-model', value: median(waits) },
  ];
}
