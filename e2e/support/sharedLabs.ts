import { type Browser, type BrowserContext, expect, type Page } from 'playwright/test';

export const backends = ['webgpu', 'webgl', 'wasm', 'cpu'] as const;
export type Backend = (typeof backends)[number];

/** The first page of a development server waits until tfjs is bundled. */
const START_TIMEOUT_MS = 60_000;

/** Models that tests leave behind: a page that holds more makes room for a new one. */
const MAX_LEFT_BYTES = 100_000_000;

/** Gathers page errors and synchronous readbacks. */
export function watchLab(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (/synchronously reading data|uncaptured/i.test(message.text())) {
      complaints.push(message.text());
    }
  });
  return complaints;
}

/** Opens the lab without tfjs, where there are `drift`, `charts`, `reports` and `fleet`. */
export async function startSmallLab(page: Page): Promise<Page> {
  await page.goto('/e2e/lab/small.html');
  await page.waitForFunction(() => window.lab !== undefined, null, { timeout: START_TIMEOUT_MS });
  return page;
}

/** Starts the lab on a backend: a page uses one backend for its life. */
export async function startLab(page: Page, backend: Backend): Promise<Page> {
  await page.goto('/e2e/lab/lab.html');
  await page.waitForFunction(() => window.lab !== undefined, null, { timeout: START_TIMEOUT_MS });
  const choice = await page.evaluate((name) => window.lab.start(name), backend);
  expect(choice.backend).toBe(backend);
  return page;
}

/** One lab page a backend, which tests use one after another. */
export class SharedLabs {
  readonly #browser: Browser;
  readonly #baseURL: string;
  readonly #labs = new Map<Backend, { page: Page; complaints: string[] }>();
  readonly #used = new Set<Backend>();
  #context: BrowserContext | undefined;

  constructor(browser: Browser, baseURL: string) {
    this.#browser = browser;
    this.#baseURL = baseURL;
  }

  async open(backend: Backend): Promise<Page> {
    this.#used.add(backend);
    const known = this.#labs.get(backend)?.page;
    if (known) {
      await known.bringToFront();
      return known;
    }
    this.#context ??= await this.#browser.newContext({ baseURL: this.#baseURL });
    const page = await this.#context.newPage();
    this.#labs.set(backend, { page, complaints: watchLab(page) });
    return startLab(page, backend);
  }

  /** After each test: nobody complained, and the next test finds an empty page. */
  async settle(): Promise<void> {
    for (const backend of this.#used) {
      const { page, complaints } = this.#labs.get(backend)!;
      await page.unrouteAll();
      await page.mouse.move(0, 0);
      const left = await page.evaluate(async () => {
        for (const chart of Object.values(window.lab.Chart.instances)) chart.destroy();
        document.body.replaceChildren();
        return {
          bytes: window.lab.tf.memory().numBytes,
          databases: await indexedDB.databases(),
        };
      });
      expect(complaints).toEqual([]);
      expect(left.databases, 'what is saved needs a lab of its own').toEqual([]);
      if (left.bytes > MAX_LEFT_BYTES) {
        await page.close();
        this.#labs.delete(backend);
      }
    }
    this.#used.clear();
  }

  async close(): Promise<void> {
    await this.#context?.close();
  }
}
