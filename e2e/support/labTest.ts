import { test as base, expect, type Page } from 'playwright/test';

export const backends = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type Backend = (typeof backends)[number];

/** The first page of a run waits for the server to bundle tfjs. */
const LAB_TIMEOUT_MS = 60_000;

interface LabFixtures {
  /** Opens the lab page on one tfjs backend: a page uses one backend for its life. */
  openLab: (backend: Backend) => Promise<Page>;
}

/** A browser test that also fails on page errors and on synchronous readbacks. */
export const test = base.extend<LabFixtures>({
  openLab: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (/synchronously reading data|uncaptured/i.test(message.text())) {
        complaints.push(message.text());
      }
    });
    await use(async (backend) => {
      await page.goto('/e2e/lab/lab.html');
      await page.waitForFunction(() => window.lab !== undefined, null, {
        timeout: LAB_TIMEOUT_MS,
      });
      const choice = await page.evaluate((name) => window.lab.start(name), backend);
      expect(choice.backend).toBe(backend);
      return page;
    });
    expect(complaints).toEqual([]);
  },
});

export { expect };
