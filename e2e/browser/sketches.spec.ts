import type { BrowserContext, Page } from 'playwright/test';
import type { SketchOptions } from 'tfjs-drift/fleet';
import { expect, test } from '../support/labTest.js';
import { startSmallLab } from '../support/sharedLabs.js';
import { type SketchServer, startSketchServer } from '../support/sketchServer.js';

type Sketched = Awaited<ReturnType<typeof window.lab.sketchedMonitor>>;

let server: SketchServer;
test.beforeEach(async () => {
  server = await startSketchServer();
});
test.afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server.stop();
});

/** Opens another tab of the same browser. */
async function anotherTab(context: BrowserContext): Promise<Page> {
  return startSmallLab(await context.newPage());
}

/** Starts sketches on a page at a time of the day, and feeds rows; all of it is kept then. */
async function sketch(
  page: Page,
  time: string,
  rows: number,
  options: Partial<SketchOptions> = {},
) {
  await page.evaluate(
    async ({ url, time, rows, options }) => {
      const sketched = await window.lab.sketchedMonitor(url, time, options);
      Object.assign(window, { sketched });
      await sketched.sketches.flush();
      await sketched.feed(rows);
      await sketched.sketches.flush();
    },
    { url: server.url, time: at(time), rows, options },
  );
}

/** Sets the clock, and lets what is due be sent. */
async function flush(page: Page, time: string, rows = 0) {
  return page.evaluate(
    async ({ time, rows }) => {
      const { sketched } = window as unknown as { sketched: Sketched };
      sketched.set(time);
      await sketched.feed(rows);
      await sketched.sketches.flush();
      return { total: sketched.sketches.total, errors: sketched.errors };
    },
    { time: at(time), rows },
  );
}

const at = (time: string) => `2026-11-27T${time}Z`;
const shown = () =>
  server.sketches.map(({ period, count, sequence }) => [period.slice(11, 16), count, sequence]);

test('a reload in the middle of a period loses nothing', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 12);
  const device = () =>
    page.evaluate(() => (window as unknown as { sketched: Sketched }).sketched.sketches.device);
  const first = await device();
  await startSmallLab(page);
  await sketch(page, '12:40:00', 15);
  expect(await device()).toBe(first);
  expect(server.requests).toEqual([]);
  const { total, errors } = await flush(page, '13:00:01');
  expect(shown()).toEqual([['12:00', 27, 2]]);
  expect(server.sketches[0]!.device).toBe(first);
  expect(total).toEqual({
    rows: 15,
    dropped: 0,
    closed: 1,
    delivered: 1,
    refused: 0,
    isKept: true,
  });
  expect(errors).toEqual([]);
});

test('two tabs of one device never use the same sequence', async ({ openSmallLab, context }) => {
  const one = await openSmallLab();
  const two = await anotherTab(context);
  await Promise.all([sketch(one, '12:10:00', 25), sketch(two, '12:10:00', 31)]);
  await Promise.all([flush(one, '13:10:00', 21), flush(two, '13:10:00', 22)]);
  await Promise.all([flush(one, '14:00:00'), flush(two, '14:00:00')]);
  const all = shown();
  expect(all.map(([, count]) => count).sort()).toEqual([21, 22, 25, 31]);
  for (const hour of ['12:00', '13:00']) {
    const sequences = all.filter(([period]) => period === hour).map(([, , sequence]) => sequence);
    expect(sequences.sort()).toEqual([1, 2]);
  }
  expect(new Set(server.sketches.map(({ device }) => device)).size).toBe(1);
  expect(new Set(server.sketches.map(({ id }) => id)).size).toBe(4);
});

test('tabs that see too little by themselves send one sketch together', async ({
  openSmallLab,
  context,
}) => {
  const one = await openSmallLab();
  const two = await anotherTab(context);
  await sketch(one, '12:10:00', 12);
  await sketch(two, '12:10:00', 13);
  await Promise.all([flush(one, '13:00:00'), flush(two, '13:00:00')]);
  expect(server.sketches.map(({ count }) => count)).toEqual([25]);
});

test('of a tab that is killed, what was kept is sent by the next visit', async ({
  openSmallLab,
  context,
}) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 30);
  await page.evaluate(() => (window as unknown as { sketched: Sketched }).sketched.feed(4));
  const crashed = page.waitForEvent('crash');
  await page.goto('chrome://crash').catch(() => {});
  await crashed;
  expect(server.requests).toEqual([]);
  const next = await anotherTab(context);
  await sketch(next, '13:10:00', 0);
  expect(shown()).toEqual([['12:00', 30, 1]]);
});

test('a page that is left sends what is enough at once, and the next visit sends it again, unchanged', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 25);
  await page.goto('about:blank');
  await expect.poll(shown).toEqual([['12:00', 25, 1]]);
  await startSmallLab(page);
  await sketch(page, '12:30:00', 21);
  await flush(page, '13:00:00');
  expect(shown()).toEqual([
    ['12:00', 25, 1],
    ['12:00', 21, 2],
  ]);
  const sent = server.requests
    .flatMap(({ sketches }) => sketches)
    .filter(({ sequence }) => sequence === 1);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
});

test('a page that is hidden sends what it has, and goes on with another part', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 25);
  // Headless browsers have no window to hide; the rest is as in one that does.
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await expect.poll(shown).toEqual([['12:00', 25, 1]]);
  await flush(page, '12:20:00', 20);
  await flush(page, '13:00:00');
  expect(shown()).toEqual([
    ['12:00', 25, 1],
    ['12:00', 20, 2],
  ]);
});

test('with noise nothing is sent when the page is left, and one sketch of all visits later', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  const privacy = { epsilon: 1, delta: 1e-6 };
  await sketch(page, '12:10:00', 25, { privacy });
  await startSmallLab(page);
  await sketch(page, '12:40:00', 25, { privacy });
  await flush(page, '13:00:00');
  expect(server.requests).toHaveLength(1);
  expect(server.sketches).toMatchObject([{ count: 50, state: 'withheld', privacy }]);
});

test('offline, sketches wait, and go as soon as the network is back', async ({
  openSmallLab,
  context,
}) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 20);
  await context.setOffline(true);
  const { errors } = await flush(page, '13:00:00');
  expect(errors).toEqual([expect.stringMatching(/not delivered: .*they wait and are sent again/)]);
  expect(server.requests).toEqual([]);
  await context.setOffline(false);
  await expect.poll(shown).toEqual([['12:00', 20, 1]]);
});

test('a receiver that is not ready gets the same sketch later, and nobody has to ask', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  server.answers.push({ status: 503 }, { status: 503 });
  await sketch(page, '12:10:10', 20, { every: 60_000, checkpointMs: 1_000 });
  await page.evaluate((time) => {
    (window as unknown as { sketched: Sketched }).sketched.set(time);
  }, at('12:11:00'));
  await expect.poll(shown, { timeout: 60_000 }).toEqual([['12:10', 20, 1]]);
  expect(server.requests.map(({ status }) => status)).toEqual([503, 503, 200]);
  const sent = server.requests.map(({ sketches }) => JSON.stringify(sketches));
  expect(new Set(sent).size).toBe(1);
});

test('what waited for the receiver on one visit is sent on another', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 20);
  server.answers.push({ status: 500 });
  await flush(page, '13:00:00');
  expect(server.sketches).toEqual([]);
  await startSmallLab(page);
  await sketch(page, '20:00:00', 0);
  expect(shown()).toEqual([['12:00', 20, 1]]);
});

test('where nothing can be kept it is told once, and the page sends what it has when it is left', async ({
  openSmallLab,
}) => {
  const page = await openSmallLab();
  await page.evaluate(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  await sketch(page, '12:10:00', 22);
  const { total, errors } = await flush(page, '12:20:00', 1);
  expect(total.isKept).toBe(false);
  expect(errors).toEqual([
    expect.stringMatching(/ReportError: Sketches are lost if this page ends/),
  ]);
  await page.goto('about:blank');
  await expect.poll(() => server.sketches.map(({ count }) => count)).toEqual([23]);
});

test('a storage that fails, or holds something else, loses no rows', async ({ openSmallLab }) => {
  const page = await openSmallLab();
  await sketch(page, '12:10:00', 3);
  const errors = await page.evaluate(async (time) => {
    const { sketched } = window as unknown as { sketched: Sketched };
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    await sketched.feed(10);
    await sketched.sketches.flush();
    IDBObjectStore.prototype.put = put;
    sketched.set(time);
    await sketched.feed(10);
    await sketched.sketches.flush();
    return sketched.errors;
  }, at('12:20:00'));
  expect(errors).toEqual([expect.stringMatching(/no room/)]);
  await page.evaluate(async () => {
    const opening = indexedDB.open('tfjs-drift-sketches');
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const write = opening.result.transaction('kept', 'readwrite');
    write.objectStore('kept').put({ open: 7, periods: 'no' }, 1);
    await new Promise((resolve) => {
      write.oncomplete = resolve;
    });
    opening.result.close();
  });
  await flush(page, '12:30:00', 20);
  await flush(page, '13:00:00');
  // What the other wrote over is gone.
  expect(server.sketches.map(({ count }) => count)).toEqual([20]);
});

test('as log records of OpenTelemetry, a collector gets the same sketches', async ({
  openSmallLab,
}) => {
  await server.stop();
  server = await startSketchServer(({ period }) =>
    period.includes('T12') ? 'no room left' : undefined,
  );
  const page = await openSmallLab();
  const otlp = { format: 'otlp', app: 'line 3' } as const;
  await sketch(page, '12:10:00', 22, otlp);
  await flush(page, '13:00:00', 21);
  const { total, errors } = await flush(page, '14:00:00', 24);
  expect(total).toMatchObject({ closed: 2, delivered: 1, refused: 1 });
  expect(errors).toEqual([expect.stringMatching(/it says: no room left; 1 sketches are given up/)]);
  await page.goto('about:blank');
  await expect.poll(shown).toEqual([
    ['13:00', 21, 1],
    ['14:00', 24, 1],
  ]);
});

test('sketches are taken in a worker too', async ({ openOwnLab }) => {
  const page = await openOwnLab('cpu');
  const said = await page.evaluate((url) => window.lab.sketchesInWorker(url, 24), server.url);
  expect(said).toEqual({
    total: { rows: 24, dropped: 0, closed: 1, delivered: 1, refused: 0, isKept: true },
    errors: [],
  });
  expect(shown()).toEqual([['12:00', 24, 1]]);
});
