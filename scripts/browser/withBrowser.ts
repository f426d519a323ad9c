import { type Browser, chromium } from 'playwright';
import { build, createServer, preview } from 'vite';
import { browserFlags } from './flags.js';
import { installedBrowser } from './installedBrowser.js';

/**
 * Runs work in a browser beside a server of the project, and ends both.
 *
 * @param work `urlOf` gives the address of a path of the project.
 * @param options.isBuilt Pages that are built once, without a server's own work beside theirs.
 */
export async function withBrowser<Result>(
  work: (browser: Browser, urlOf: (path: string) => string) => Promise<Result>,
  { isBuilt = false } = {},
): Promise<Result> {
  const server = isBuilt ? await builtServer() : await sourceServer();
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

async function sourceServer() {
  const server = await createServer({ mode: 'test', server: { port: 0 } });
  return server.listen();
}

async function builtServer() {
  await build({ mode: 'test', logLevel: 'error' });
  return preview({ mode: 'test', preview: { port: 0 } });
}
