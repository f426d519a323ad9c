import { createServer } from 'vite';
import { test as labTest } from './labTest.js';

/** A browser test on the server that `npm start` starts, which takes sources as they are. */
export const test = labTest.extend<object, { devServer: string }>({
  devServer: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright looks at the names of the pattern.
    async ({}, use) => {
      const server = await createServer({ mode: 'test', server: { port: 0 }, logLevel: 'error' });
      await server.listen();
      await use(server.resolvedUrls!.local[0]!);
      await server.close();
    },
    { scope: 'worker' },
  ],
  baseURL: ({ devServer }, use) => use(devServer),
});

export { expect } from './labTest.js';
