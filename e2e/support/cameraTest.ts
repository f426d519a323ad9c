import { type Browser, chromium, type Page } from 'playwright/test';
import { browserFlags } from '../../scripts/browser/flags.js';
import { installedBrowser } from '../../scripts/browser/installedBrowser.js';
import { expect } from './demoTest.js';

/** How the browser's cameras are. */
export interface FakeCamera {
  /** An MJPEG file that the camera shows again and again; without it a test pattern. */
  readonly clip?: string;
  /** Whether a person would allow it. */
  readonly isAllowed: boolean;
}

/** A browser whose camera and screen are made up. The caller closes it. */
export function launchWithCamera({ clip, isAllowed }: FakeCamera): Promise<Browser> {
  const executablePath = installedBrowser()?.path;
  return chromium.launch({
    args: [
      ...browserFlags,
      '--use-fake-device-for-media-stream',
      ...(isAllowed ? ['--use-fake-ui-for-media-stream'] : []),
      ...(clip ? [`--use-file-for-fake-video-capture=${clip}`] : []),
    ],
    ...(executablePath ? { executablePath } : {}),
  });
}

/** The demo in that browser, running on its photos. */
export async function openRunningDemo(
  browser: Browser,
  baseURL: string,
  parameters: string,
): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(`${baseURL}/#backend=wasm&photos=cifar10&speed=max${parameters}`);
  await expect(page.getByRole('button', { name: 'Camera' })).toBeEnabled({ timeout: 45_000 });
  return page;
}
