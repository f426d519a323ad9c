import { test as base, expect, type Page } from 'playwright/test';

interface DemoFixtures {
  /**
   * Opens the demo on wasm with these further hash parameters.
   *
   * @param order Which photos come, and how many are compared.
   */
  openDemo: (parameters?: string, order?: string) => Promise<Page>;
}

/** A test of the demo page that also fails on errors in the console and on failed requests. */
export const test = base.extend<DemoFixtures>({
  openDemo: async ({ page }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(`page error: ${message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    await use(async (parameters = '', order = '&photos=cifar10') => {
      await page.goto(`/#backend=wasm${order}${parameters}`);
      return page;
    });
    expect(complaints).toEqual([]);
  },
});

export { expect };
