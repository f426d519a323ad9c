import { test as base, expect } from 'playwright/test';
import { type ConsumerServer, startConsumerServer } from '../../support/consumerServer.js';
import type { Run } from '../shared/run.js';
import { APPS, type AppName, app } from './apps.js';

interface ModelsFixtures {
  /** What a runtime may say on the console as an error. */
  said: RegExp;
  /** Opens a page of an app and lets it do one of its runs. */
  runIn: <Result = Run>(path: string, name: string) => Promise<Result>;
}

/** A test in a built page of an app; page errors fail it, and so does what a strict policy forbids. */
export const test = base.extend<ModelsFixtures, { servers: ReadonlyMap<AppName, ConsumerServer> }>({
  servers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of fixtures here.
    async ({}, use) => {
      const pages = ['photos', 'text', 'speech', 'gpu', 'messages', 'pictures', 'hands'].map(
        (name) => `/${name}.html`,
      );
      const servers = await Promise.all(
        APPS.map(
          async (name) => [name, await startConsumerServer(app(name).pages, pages)] as const,
        ),
      );
      await use(new Map(servers));
      await Promise.all(servers.map(([, server]) => server.stop()));
    },
    { scope: 'worker' },
  ],
  said: [/^$/, { option: true }],
  runIn: async ({ page, servers, said }, use) => {
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      const text = message.text();
      if (message.type() === 'error' && !said.test(text)) complaints.push(text);
    });
    await use(async (path, name) => {
      const [of, file] = path.split('/') as [AppName, string];
      await page.goto(`${servers.get(of)!.url}/${file}`);
      await page.waitForFunction(() => window.runs !== undefined);
      return (await page.evaluate((run) => window.runs[run]!(), name)) as never;
    });
    expect(complaints).toEqual([]);
  },
});

/** That a model was watched as it should be: calm, then an alarm, with its own answers. */
export function expectWatched(run: Run, { inputsToAlarm }: { inputsToAlarm: number }): void {
  expect(run.errors).toEqual([]);
  expect(run.calm).toMatchObject({ alarms: 0, state: 'ok' });
  expect(run.inputsToAlarm).toBeLessThanOrEqual(inputsToAlarm);
  expect(run.reason).not.toBe('');
  expect(run.samples).toBe(run.inputs);
  expect(run.changed).toBe(0);
}

export { expect };
