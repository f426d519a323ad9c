import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** A browser that is on this machine, and how it was found. */
export interface InstalledBrowser {
  readonly path: string;
  readonly foundBy: string;
}

const COMMANDS = [
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  'chromium-browser',
  'chrome',
  'chrome.exe',
];

const APPLICATIONS = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((variable) =>
    join(process.env[variable] ?? '', 'Google/Chrome/Application/chrome.exe'),
  ),
];

/**
 * The Chrome or Chromium to test with: the environment variable `TFJS_DRIFT_BROWSER`, an installed
 * one, or Playwright's own. Installs nothing.
 *
 * @throws If the environment variable names a file that is not there.
 */
export function installedBrowser(): InstalledBrowser | undefined {
  const named = process.env['TFJS_DRIFT_BROWSER'];
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`TFJS_DRIFT_BROWSER names '${named}', and there is no such file.`);
    }
    return { path: named, foundBy: 'TFJS_DRIFT_BROWSER' };
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const onPath = COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
  const installed = [...onPath, ...APPLICATIONS].find((path) => existsSync(path));
  if (installed) return { path: installed, foundBy: 'installed on this machine' };
  const own = chromium.executablePath();
  return existsSync(own) ? { path: own, foundBy: "Playwright's own" } : undefined;
}
