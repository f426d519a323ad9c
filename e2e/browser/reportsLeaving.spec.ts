import type { Page } from 'playwright/test';
import { expect, test } from '../support/labTest.js';
import { batchFaults } from '../support/reportSchema.js';
import { type ReportServer, startReportServer } from '../support/reportServer.js';

/** Longer than it takes to be gone. */
const SLOW_MS = 1_000;

let server: ReportServer;
test.afterEach(() => server.stop());

const types = (): string[] => server.reports().map(({ type }) => type);
const alarms = (): number => types().filter((type) => type === 'alarm').length;

/** Starts reports of a monitor, and feeds it; nothing is awaited beyond the last sample. */
function feed(page: Page, drifted: boolean, app = 'lab'): Promise<void> {
  return page.evaluate(
    async ({ url, drifted, app }) => {
      const { reports, reportedMonitor } = window.lab;
      const { monitor, feed } = await reportedMonitor();
      const to = reports.beaconSink(url, { flushMs: 3_600_000 });
      reports.startReports(monitor, { to, app });
      await feed(8);
      if (drifted) await feed(4, 9);
    },
    { url: server.url, drifted, app },
  );
}

test('an alarm right before the page is closed is delivered', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  server = await startReportServer([], SLOW_MS);
  await feed(page, true);
  await page.close({ runBeforeUnload: true });
  await expect.poll(alarms).toBe(1);
  for (const { batch } of server.requests) expect(batchFaults(batch)).toEqual([]);
});

test('an alarm in the same task as a navigation is delivered', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  server = await startReportServer([], SLOW_MS);
  await page.evaluate(async (url) => {
    const { reports, reportedMonitor } = window.lab;
    const { monitor, feed } = await reportedMonitor();
    reports.startReports(monitor, { to: reports.beaconSink(url), sampleRate: 0 });
    monitor.on('alarm', () => location.assign('about:blank'));
    void feed(8).then(() => feed(6, 9));
  }, server.url);
  await page.waitForURL('about:blank');
  await expect.poll(alarms).toBeGreaterThan(0);
  // Chromium ends the page's wait for an answer but not the request, so that a beacon goes as well.
  const told = server.reports().flatMap(({ type, sequence }) => (type === 'alarm' ? sequence : []));
  expect(new Set(told).size).toBe(1);
});

test('what waits for the next batch goes by beacon when the page is left', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  server = await startReportServer();
  await feed(page, false);
  expect(server.requests).toEqual([]);
  await page.goto('about:blank');
  await expect.poll(() => types().length).toBe(7);
  expect(server.requests.length).toBe(1);
  expect(server.requests[0]!.contentType).toBe('application/json');
});

test('more than a beacon carries is parted, and a hidden page sends all of it', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  server = await startReportServer();
  const app = 'x'.repeat(20_000);
  await feed(page, false, app);
  // Headless browsers have no window to hide; the rest is as in one that does.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(() => types().length).toBe(7);
  expect(server.requests.length).toBe(7);
  for (const { bytes } of server.requests) expect(bytes).toBeLessThan(64 * 1024);
  const sequences = server.reports().map(({ sequence }) => sequence);
  expect(sequences.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('nothing listens to the page while nothing waits', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  server = await startReportServer();
  const [during, after] = await page.evaluate(async (url) => {
    const { reports, reportedMonitor } = window.lab;
    let listening = 0;
    for (const target of [document, window]) {
      const { addEventListener: add, removeEventListener: remove } = target;
      const counts = (type: string) => ['visibilitychange', 'pagehide'].includes(type);
      target.addEventListener = (...given: Parameters<typeof add>) => {
        if (counts(given[0])) listening++;
        add.apply(target, given);
      };
      target.removeEventListener = (...given: Parameters<typeof remove>) => {
        if (counts(given[0])) listening--;
        remove.apply(target, given);
      };
    }
    const { monitor, feed } = await reportedMonitor();
    const { stop } = reports.startReports(monitor, { to: reports.beaconSink(url) });
    await feed(6);
    const during = listening;
    await stop();
    return [during, listening];
  }, server.url);
  expect(during).toBe(2);
  expect(after).toBe(0);
});
