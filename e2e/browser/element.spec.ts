import type { Page } from 'playwright/test';
import { seriousFindings } from '../support/axe.js';
import { expect, test } from '../support/labTest.js';

/** A monitor of eight features in `window.watched`; `feed(count, shift)` gives it rows. */
function addMonitor(page: Page, options: object = {}): Promise<void> {
  return page.evaluate(async (options) => {
    const { drift, gaussianRows } = window.lab;
    const reference = await drift.Reference.fromFeatures(gaussianRows(1, 200, 8));
    const make = () => new drift.DriftMonitor({ reference, sampling: 'independent', ...options });
    let seed = 1;
    const feed = async (count: number, shift: number, monitor = window.watched.monitor) => {
      for (const row of gaussianRows(++seed, count, 8)) {
        monitor.observe(row.map((value: number) => value + shift));
        await monitor.idle();
      }
    };
    Object.assign(window, { watched: { monitor: make(), make, feed } });
  }, options);
}

interface Watched {
  monitor: InstanceType<typeof window.lab.drift.DriftMonitor>;
  make(): Watched['monitor'];
  feed(count: number, shift: number, monitor?: Watched['monitor']): Promise<void>;
}

declare global {
  interface Window {
    watched: Watched;
  }
}

const title = (page: Page, at = 0) =>
  page.locator('drift-monitor').nth(at).getByRole('heading').first();

test('an element without a monitor says so, and with one what it does: calm, drift, no more', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addMonitor(page);
  await page.evaluate(() => document.body.append(document.createElement('drift-monitor')));
  await expect(title(page)).toHaveText('No monitor');
  await expect(page.getByText('has not been given a monitor')).toHaveCount(1);
  await page.evaluate(() => {
    document.querySelector('drift-monitor')!.monitor = window.watched.monitor;
  });
  await expect(title(page)).toHaveText('Warming up');
  await page.evaluate(() => window.watched.feed(3, 0));
  await expect(title(page)).toHaveText('Normal so far');
  await page.evaluate(() => window.watched.feed(70, 0));
  await expect(title(page)).toHaveText('All clear');
  const image = page.getByRole('img', { name: /^History of 73 tests:.*State: ok/ });
  await page.evaluate(() => window.watched.feed(12, 2));
  await expect(title(page)).toHaveText('Drift detected');
  await expect(page.getByRole('status')).toContainText(/^Drift detected\. The last .* look like/);
  await expect(
    page.getByRole('img', { name: /^History of 85 tests:.*State: drift/ }),
  ).toBeVisible();
  await expect(image).toHaveCount(0);
  await expect(page.getByRole('list').getByRole('listitem')).toHaveCount(8);
  await page.evaluate(() => {
    document.querySelector('drift-monitor')!.monitor = null;
  });
  await expect(title(page)).toHaveText('No monitor');
  await expect(page.getByRole('list')).toBeHidden();
});

test('it is heard at a change of the state, not with every test', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addMonitor(page);
  await page.evaluate(async () => {
    const element = document.body.appendChild(document.createElement('drift-monitor'));
    element.monitor = window.watched.monitor;
    const heard: string[] = [];
    const region = element.shadowRoot!.querySelector('[role=status]')!;
    new MutationObserver(() => heard.push(region.textContent!)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    Object.assign(window, { heard });
  });
  await page.evaluate(() => window.watched.feed(40, 0));
  await page.evaluate(() => window.watched.feed(8, 2));
  await expect(title(page)).toHaveText('Drift detected');
  const heard = await page.evaluate(() => (window as unknown as { heard: string[] }).heard);
  const titles = heard.map((text) => text.split('.')[0]);
  // A state between two looks may be over before it is heard.
  expect(titles.filter((said) => said !== 'Possible drift')).toEqual([
    ...(titles.includes('Warming up') ? ['Warming up'] : []),
    'Normal so far',
    'Drift detected',
  ]);
});

test('it works when it is added before the monitor is set and after, is moved, removed and added again', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addMonitor(page);
  await page.evaluate(async () => {
    const { monitor, feed } = window.watched;
    const [before, after, early] = ['before', 'after', 'early'].map((label) => {
      const element = document.createElement('drift-monitor');
      element.setAttribute('label', label);
      return element;
    });
    document.body.append(before!);
    before!.monitor = monitor;
    after!.monitor = monitor;
    document.body.append(after!);
    // As an app leaves it that sets the property before the element is defined.
    Object.defineProperty(early, 'monitor', { value: monitor, configurable: true, writable: true });
    document.body.append(early!);
    await feed(20, 0);
    const frame = document.body.appendChild(document.createElement('div'));
    frame.append(before!);
    after!.remove();
    await feed(5, 0);
  });
  for (const at of [0, 1]) await expect(title(page, at)).toHaveText('Normal so far');
  await expect(page.getByRole('img', { name: /^History of 25 tests/ })).toHaveCount(2);
  const charts = await page.evaluate(async () => {
    const { Chart } = window.lab;
    const charts = [Object.keys(Chart.instances).length];
    const [early] = document.querySelectorAll('drift-monitor[label=early]');
    for (let time = 0; time < 3; time++) {
      early!.remove();
      charts.push(Object.keys(Chart.instances).length);
      document.body.append(early!);
    }
    charts.push(Object.keys(Chart.instances).length);
    return charts;
  });
  expect(charts).toEqual([2, 1, 1, 1, 2]);
  await expect(page.getByRole('img', { name: /^History of 25 tests/ })).toHaveCount(2);
});

test('in another document it looks and works as before', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addMonitor(page);
  await page.evaluate(async () => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.style.cssText = 'width: 500px; height: 600px';
    const element = document.body.appendChild(document.createElement('drift-monitor'));
    element.monitor = window.watched.monitor;
    await window.watched.feed(3, 0);
    frame.contentDocument!.body.append(element);
    await window.watched.feed(3, 0);
  });
  const element = page.frameLocator('iframe').locator('drift-monitor');
  await expect(element.getByRole('heading').first()).toHaveText('Normal so far');
  await expect(element.locator('svg')).toHaveCSS('width', '40px');
  await expect(element.getByRole('img', { name: /^History of 6 tests/ })).toBeVisible();
  const { width, drawn } = await element
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement) => ({
      width: canvas.clientWidth,
      drawn: canvas.width / devicePixelRatio,
    }));
  expect(drawn).toBe(width);
});

test('a removed element leaves no listener on the monitor, and no timer', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  await addMonitor(page);
  const left = await page.evaluate(() => {
    const timers = new Set<unknown>();
    const { setInterval: start, clearInterval: end } = window;
    Object.assign(window, {
      setInterval: (...given: Parameters<typeof start>) => {
        const timer = start(...given);
        timers.add(timer);
        return timer;
      },
      clearInterval: (timer: number) => {
        timers.delete(timer);
        end(timer);
      },
    });
    const { monitor } = window.watched;
    let listeners = 0;
    const { on } = monitor;
    monitor.on = ((...given: Parameters<typeof on>) => {
      const off = on(...given);
      listeners++;
      return () => {
        listeners--;
        off();
      };
    }) as typeof on;
    const element = document.body.appendChild(document.createElement('drift-monitor'));
    element.monitor = monitor;
    const during = [listeners, timers.size];
    element.remove();
    return [during, [listeners, timers.size]];
  });
  expect(left).toEqual([
    [2, 1],
    [0, 0],
  ]);
});

test('what the monitor does not know is no all-clear: paused, out of date, disposed of, of a later version', async ({
  openLab,
}) => {
  const page = await openLab('cpu');
  await addMonitor(page, { staleAfterMs: 1_000 });
  await page.evaluate(async () => {
    const element = document.body.appendChild(document.createElement('drift-monitor'));
    element.monitor = window.watched.monitor;
    await window.watched.feed(5, 0);
  });
  await expect(title(page)).toHaveText('Out of date');
  await page.evaluate(() => window.watched.feed(1, 0));
  await expect(title(page)).toHaveText('Normal so far');
  await page.evaluate(() => window.watched.monitor.pause());
  await expect(title(page)).toHaveText('Not watching');
  await expect(page.getByText('The monitor is paused.').first()).toBeVisible();
  await page.evaluate(async () => {
    window.watched.monitor.resume();
    await window.watched.feed(1, 0);
    await window.watched.monitor.dispose();
  });
  await expect(title(page)).toHaveText('Not watching');
  await expect(page.getByText('The monitor was disposed of.').first()).toBeVisible();
  await page.evaluate(() => {
    const { monitor } = window.watched;
    const status = { ...monitor.status, state: 'half-ok', reason: 'Who knows?' };
    document.querySelector('drift-monitor')!.monitor = new Proxy(monitor, {
      get: (target, name) => (name === 'status' ? status : Reflect.get(target, name)),
    });
  });
  await expect(title(page)).toHaveText('Not watching');
  await expect(page.locator('drift-monitor section')).toHaveAttribute('data-tone', 'stop');
});

test('what is no monitor is refused by name, and the one before stays', async ({ openLab }) => {
  const page = await openLab('cpu');
  await addMonitor(page);
  const { said, isSame } = await page.evaluate(async () => {
    const { lab, watched } = window;
    const element = document.body.appendChild(document.createElement('drift-monitor'));
    element.monitor = watched.monitor;
    const segments = await lab.drift.SegmentedMonitor.create({
      reference: watched.monitor.reference,
      labels: Array.from({ length: 200 }, (_, row) => (row < 100 ? 'a' : 'b')),
    });
    const said: string[] = [];
    for (const value of ['#monitor', 3, {}, watched.monitor.status, Promise.resolve(), segments]) {
      said.push(await lab.failure(() => Object.assign(element, { monitor: value })));
    }
    await segments.dispose();
    return { said, isSame: element.monitor === watched.monitor };
  });
  expect(said.map((text) => text.slice(0, 120))).toEqual([
    expect.stringContaining(
      "InvalidOptionError: <drift-monitor>: monitor: a DriftMonitor was expected, '#monitor' came.",
    ),
    ...Array(5).fill(
      expect.stringContaining('InvalidOptionError: <drift-monitor>: monitor: a DriftMonitor was'),
    ),
  ]);
  expect(isSame).toBe(true);
});

test('axe finds nothing with several on a page, light, dark and on a phone', async ({
  openOwnLab,
}) => {
  const page = await openOwnLab('cpu');
  await addMonitor(page);
  await page.evaluate(async () => {
    const { make, feed } = window.watched;
    const style = document.head.appendChild(document.createElement('style'));
    style.textContent =
      ':root { color-scheme: light dark; font-family: sans-serif } main { display: grid; gap: 16px }';
    document.documentElement.lang = 'en';
    const main = document.body.appendChild(document.createElement('main'));
    const heading = main.appendChild(document.createElement('h1'));
    heading.textContent = 'Cameras';
    for (const [label, calm, drifted] of [
      ['Line 1', 70, 0],
      ['Line 2', 70, 12],
      ['Line 3', 0, 0],
    ] as const) {
      const monitor = make();
      const element = main.appendChild(document.createElement('drift-monitor'));
      element.setAttribute('label', label);
      element.monitor = monitor;
      await feed(calm, 0, monitor);
      await feed(drifted, 2, monitor);
    }
    main.append(document.createElement('drift-monitor'));
  });
  await expect(title(page, 0)).toHaveText('All clear');
  await expect(title(page, 1)).toHaveText('Drift detected');
  await expect(page.getByRole('region', { name: 'Line 2' })).toBeVisible();
  for (const [name, viewport, colorScheme] of [
    ['desktop', { width: 1280, height: 800 }, 'light'],
    ['desktop', { width: 1280, height: 800 }, 'dark'],
    ['phone', { width: 390, height: 844 }, 'light'],
    ['phone', { width: 390, height: 844 }, 'dark'],
  ] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await expect
      .poll(() => page.evaluate(() => document.documentElement.scrollWidth))
      .toBe(viewport.width);
    expect(await seriousFindings(page), `${name}, ${colorScheme}`).toEqual([]);
    const folder = process.env['TFJS_DRIFT_LOOK'];
    if (folder)
      await page.screenshot({
        path: `${folder}/element-${name}-${colorScheme}.png`,
        fullPage: true,
      });
  }
});
