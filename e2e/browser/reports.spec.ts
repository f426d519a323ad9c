import type { Report } from 'tfjs-drift/reports';
import { expect, test } from '../support/labTest.js';
import { startReceiver } from '../support/receiver.js';
import { reportFaults } from '../support/reportSchema.js';
import { startReportServer } from '../support/reportServer.js';

for (const contentType of ['application/json', 'text/plain'] as const) {
  test(`an alarm reaches the receiver of the documentation as ${contentType}`, async ({
    openLab,
  }) => {
    const page = await openLab('cpu');
    const receiver = await startReceiver(new URL(page.url()).origin);
    try {
      const alarms = await page.evaluate(
        async ({ url, contentType }) => {
          const { reports, reportedMonitor } = window.lab;
          const { monitor, feed } = await reportedMonitor();
          const alarms: string[] = [];
          monitor.on('alarm', ({ time }) => alarms.push(time));
          const to = reports.beaconSink(url, { contentType });
          reports.startReports(monitor, { to, app: 'lab', mostDrifted: 1 });
          await feed(8);
          await feed(6, 9);
          return alarms;
        },
        { url: receiver.url, contentType },
      );
      expect(alarms.length).toBe(1);
      const received = async () =>
        (await receiver.reports()).filter(({ type }) => type === 'alarm');
      await expect.poll(async () => (await received()).length).toBe(1);
      expect((await received())[0]).toMatchObject({ app: 'lab', time: alarms[0] });
      for (const report of await receiver.reports()) expect(reportFaults(report)).toEqual([]);
    } finally {
      await receiver.stop();
    }
  });
}

test('the receiver takes no other origin, method, size or shape', async ({ openLab }) => {
  const page = await openLab('cpu');
  const receiver = await startReceiver('https://app.example');
  try {
    const status = async (init: RequestInit) => (await fetch(receiver.url, init)).status;
    expect(await status({ method: 'GET' })).toBe(405);
    expect(await status({ method: 'POST', body: 'no JSON' })).toBe(400);
    expect(await status({ method: 'POST', body: '{"reports":3}' })).toBe(400);
    expect(await status({ method: 'POST', body: ' '.repeat(65 * 1024) })).toBe(413);
    const blocked = await page.evaluate(
      (url) =>
        fetch(url, { method: 'POST', body: new Blob(['{}'], { type: 'application/json' }) }).then(
          () => 'sent',
          () => 'blocked',
        ),
      receiver.url,
    );
    expect(blocked).toBe('blocked');
    expect(await receiver.reports()).toEqual([]);
  } finally {
    await receiver.stop();
  }
});

test('a page tries again after 503, when Retry-After says, across origins', async ({ openLab }) => {
  const page = await openLab('cpu');
  const busy = { status: 503, headers: { 'Retry-After': '1' } };
  const server = await startReportServer([busy]);
  try {
    await page.evaluate(async (url) => {
      const { reports, reportedMonitor } = window.lab;
      const { monitor, feed } = await reportedMonitor();
      const to = reports.beaconSink(url, { retryMs: 1, onError: () => {} });
      const { stop } = reports.startReports(monitor, { to });
      await feed(8);
      await feed(6, 9);
      await stop();
    }, server.url);
    await expect.poll(() => server.requests.length).toBe(2);
    const [first, second] = server.requests;
    expect(second!.atMs - first!.atMs).toBeGreaterThanOrEqual(990);
    expect(second!.batch.reports.map(({ type }) => type)).toContain('alarm');
  } finally {
    await server.stop();
  }
});

test('thumbnails come with alarms only, small, and only where asked for', async ({ openLab }) => {
  const page = await openLab('cpu');
  await page.route('https://pictures.example/**', (route) =>
    route.fulfill({ contentType: 'image/svg+xml', body: SVG }),
  );
  const { asked, unasked, errors } = await page.evaluate(async () => {
    const { reports, reportedMonitor } = window.lab;
    const { monitor, feed } = await reportedMonitor({ keepThumbnails: 512 });
    const asked: Report[] = [];
    const unasked: Report[] = [];
    const errors: string[] = [];
    reports.startReports(monitor, {
      to: reports.callbackSink((report) => void asked.push(report)),
      mostDrifted: 4,
      thumbnails: true,
      onError: (error) => errors.push(String(error)),
    });
    const to = reports.callbackSink((report) => void unasked.push(report));
    reports.startReports(monitor, { to, mostDrifted: 4 });
    const noise = new ImageData(512, 512);
    noise.data.forEach((_, at) => {
      noise.data[at] = at % 4 === 3 ? 255 : (at * 2_654_435_761) % 251;
    });
    await feed(8, 0, { image: noise });
    // A picture from elsewhere cannot be read; its alarm comes all the same.
    const foreign = new Image();
    foreign.src = 'https://pictures.example/a.svg';
    await foreign.decode();
    await feed(1, 9, { image: foreign });
    await feed(5, 9, { image: noise });
    return { asked, unasked, errors };
  });
  const pictures = (all: Report[], type: string) =>
    all.flatMap((report) =>
      report.type === type && 'verdict' in report
        ? report.mostDrifted!.map(({ thumbnail }) => thumbnail)
        : [],
    );
  const shown = pictures(asked, 'alarm').filter((url) => url !== undefined);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.join('').length).toBeLessThanOrEqual(24 * 1024);
  const size = await page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, shown[0]!);
  expect(size).toEqual([64, 64]);
  expect(new Set(pictures(asked, 'verdict'))).toEqual(new Set([undefined]));
  expect(new Set(pictures(unasked, 'alarm'))).toEqual(new Set([undefined]));
  expect(pictures(asked, 'alarm').length).toBe(4);
  expect(errors.join()).toMatch(/SecurityError/);
  for (const report of [...asked, ...unasked]) expect(reportFaults(report)).toEqual([]);
});

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32"><rect width="9" height="9"/></svg>';

test('a worker, which has neither document nor beacons, sends too', async ({ openLab }) => {
  const page = await openLab('cpu');
  const server = await startReportServer();
  try {
    const has = await page.evaluate((url) => window.lab.alarmFromWorker(url), server.url);
    expect(has).toEqual(['undefined', 'undefined']);
    expect(server.reports()).toEqual([{ type: 'alarm' }]);
  } finally {
    await server.stop();
  }
});
