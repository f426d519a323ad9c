import { test as base, expect, type Page } from 'playwright/test';

/**
 * In a page with LiteRT.js, its files served as an app serves them: one page for all tests, which give
 * back what they took.
 */
export const test = base.extend<{ lab: Page }, { liteRtPage: { page: Page; failures: string[] } }>({
  liteRtPage: [
    async ({ browser }, use, { project }) => {
      const page = await browser.newPage({ baseURL: project.use.baseURL! });
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(String(error)));
      await page.route('/litert/wasm/*', (route) => {
        const name = new URL(route.request().url()).pathname.split('/').at(-1)!;
        return route.fulfill({ path: `node_modules/@litertjs/core/wasm/${name}` });
      });
      await page.goto('/e2e/lab/liteRt.html');
      await page.waitForFunction(() => window.liteRtLab !== undefined);
      await use({ page, failures });
      await page.close();
    },
    { scope: 'worker' },
  ],
  lab: async ({ liteRtPage: { page, failures } }, use) => {
    await use(page);
    expect(failures).toEqual([]);
  },
});

export { expect };
