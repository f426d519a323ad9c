import type { Browser, Page } from 'playwright';

const WIDTH = 640;
const CALM_PHOTOS = 90;
const BLURRED_PHOTOS = 20;

/** Each chart with what a monitor of MobileNet makes of photos, the last ones blurred, in docs/images. */
export async function takeChartPictures(browser: Browser, lab: string): Promise<void> {
  const page = await browser.newPage({
    viewport: { width: 800, height: 900 },
    deviceScaleFactor: 1.5,
  });
  await page.goto(lab);
  await page.waitForFunction(() => window.lab !== undefined);
  await page.evaluate(() => window.lab.start('wasm'));
  await layOut(page);
  await watchPhotos(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // A frame in which the charts have taken the colours up.
    await page.waitForTimeout(200);
    for (const place of await page.locator('.picture').all()) {
      const suffix = colorScheme === 'dark' ? '-dark' : '';
      await place.screenshot({
        path: `docs/images/chart-${await place.getAttribute('id')}${suffix}.png`,
      });
    }
  }
  await page.close();
}

function layOut(page: Page): Promise<void> {
  return page.evaluate((width) => {
    const style = document.head.appendChild(document.createElement('style'));
    style.textContent = `
      :root { color-scheme: light dark; font: 16px/1.4 system-ui, sans-serif }
      body { background: light-dark(white, #0d1117) }
      .picture { width: ${width}px; margin-bottom: 16px }
      drift-monitor.picture { width: 740px }`;
    for (const id of ['history', 'scan', 'null', 'scatter', 'gallery', 'element']) {
      const tag = id === 'element' ? 'drift-monitor' : 'div';
      const place = document.body.appendChild(document.createElement(tag));
      Object.assign(place, { id, className: 'picture' });
    }
  }, WIDTH);
}

function watchPhotos(page: Page): Promise<void> {
  return page.evaluate(
    async ([calm, blurred]) => {
      const {
        charts,
        corruptPhoto,
        drift,
        loadPhotoSet,
        mobilenet,
        projection,
        seededRandom,
        shuffled,
      } = window.lab;
      const places = [...document.querySelectorAll<HTMLElement>('.picture')];
      const model = await mobilenet.loadMobileNet({
        modelUrl: '/models/mobilenet_v1_1.0_224/model.json',
      });
      const photos = await loadPhotoSet('/photos/cifar10');
      const order = shuffled(600, seededRandom(1));
      const known = order.slice(0, 400).map((index) => photos.photo(index));
      const reference = await drift.Reference.fit(model, known);
      const { values, width, count } = reference.features;
      const rows = Array.from({ length: count }, (_, row) =>
        values.subarray(row * width, (row + 1) * width),
      );
      const monitor = new drift.DriftMonitor({
        reference,
        sampling: 'independent',
        keepThumbnails: 128,
      });
      await monitor.ready();
      const history = new charts.DriftHistory(places[0]!);
      const strip = new charts.ScanStrip(places[1]!);
      const chance = new charts.NullDistribution(places[2]!);
      const scatter = new charts.DriftScatter(places[3]!, {
        projection: projection.Isomap.fit(rows),
      });
      const gallery = new charts.DriftGallery(places[4]!);
      monitor.on('verdict', (verdict) => {
        history.add(verdict);
        if (verdict.scan) strip.add({ ...verdict, scan: verdict.scan });
      });
      document.querySelector('drift-monitor')!.monitor = monitor;
      const watched = monitor.wrap(model);
      for (let at = 0; at < calm + blurred; at++) {
        const index = order[400 + at]!;
        if (at === calm) history.mark(calm, 'blurred');
        const photo = photos.photo(index);
        await watched.classify(at < calm ? photo : corruptPhoto(photo, 'gaussianBlur', 4, index));
        await monitor.idle();
      }
      const drifted = monitor.mostDrifted(8);
      const witness = new Map(monitor.mostDrifted().map((input) => [input.sample, input.witness]));
      const live = monitor.window.rows();
      const first = monitor.status.samples - live.length + 1;
      const hasAll = live.every((_, at) => witness.has(first + at));
      await scatter.update(
        live,
        hasAll ? { witness: live.map((_, at) => witness.get(first + at)!) } : {},
      );
      const test = monitor.nullDistribution();
      if (test) chance.update(test);
      gallery.update(drifted);
    },
    [CALM_PHOTOS, BLURRED_PHOTOS] as const,
  );
}
