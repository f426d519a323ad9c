import { type Browser, chromium } from 'playwright';
import { createServer } from 'vite';
import { browserFlags } from './flags.js';
import { installedBrowser } from './installedBrowser.js';

/**
 * Runs work in a browser beside a server of the project, and ends both.
 *
 * @param work `urlOf` gives the address of a path of the project.
 */
export async function withBrowser<Result>(
  work: (browser: Browser, urlOf: (path: string) => string) => Promise<Result>,
): Promise<Result> {
  const server = await createServer({ mode: 'test', server: { port: 0 } });
  await server.listen();
  const executablePath = installedBrowser()?.path;
  const browser = await chromium.launch({
    args: [...browserFlags],
    ...(executablePath ? { executablePath } : {}),
  });
  try {
    return await work(browser, (path) => new URL(path, server.resolvedUrls!.local[0]).href);
  } finally {
    await browser.close();
    await server.close();
  }
}
