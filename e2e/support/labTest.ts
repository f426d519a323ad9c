import { test as base, expect, type Page } from 'playwright/test';
import {
  type Backend,
  backends,
  SharedLabs,
  startLab,
  startSmallLab,
  watchLab,
} from './sharedLabs.js';

interface LabFixtures {
  /**
   * The lab page on one tfjs backend, warm from the tests before: for tests that leave the page and
   * tfjs as they were, but for tensors and elements of the body.
   */
  openLab: (backend: Backend) => Promise<Page>;
  /** Opens a lab page for this test alone. */
  openOwnLab: (backend: Backend) => Promise<Page>;
  /** The same without tfjs: for tests that need no model. */
  openSmallLab: () => Promise<Page>;
}

/** Where tests are computed. */
export const computePlaces = ['webgpu', 'wasm', 'typescript'] as const;

/** A browser test that also fails on page errors and on synchronous readbacks. */
export const test = base.extend<LabFixtures, { sharedLabs: SharedLabs }>({
  sharedLabs: [
    async ({ browser }, use, { project }) => {
      const labs = new SharedLabs(browser, project.use.baseURL!);
      await use(labs);
      await labs.close();
    },
    { scope: 'worker' },
  ],
  openLab: async ({ sharedLabs }, use) => {
    await use((backend) => sharedLabs.open(backend));
    await sharedLabs.settle();
  },
  openOwnLab: async ({ page }, use) => {
    const complaints = watchLab(page);
    await use((backend) => startLab(page, backend));
    expect(complaints).toEqual([]);
  },
  openSmallLab: async ({ page }, use) => {
    const complaints = watchLab(page);
    await use(() => startSmallLab(page));
    expect(complaints).toEqual([]);
  },
});

export { type Backend, backends, expect };
