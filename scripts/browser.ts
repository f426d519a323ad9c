import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installedBrowser } from './browser/installedBrowser.js';

/**
 * Finds a browser, or installs one: says which, and what it is about to do.
 *
 *     npm run browser
 */

/** An install that takes longer is given up, and the next way is tried. */
const INSTALL_LIMIT_MS = 60_000;

function run(command: string, args: string[], limitMs?: number): void {
  console.log(`browser: ${command} ${args.join(' ')}`);
  spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    ...(limitMs ? { timeout: limitMs, killSignal: 'SIGKILL' as const } : {}),
  });
}

const installers = [
  () => run('npx', ['playwright', 'install', 'chromium'], INSTALL_LIMIT_MS),
  () => {
    if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', 'chromium']);
  },
];

let browser = installedBrowser();
if (!browser && process.env['TFJS_DRIFT_NO_INSTALL'] === '1') {
  console.error('browser: none found, and TFJS_DRIFT_NO_INSTALL=1 forbids to install one.');
} else {
  for (const install of installers) {
    if (browser) break;
    install();
    browser = installedBrowser();
  }
}
if (browser) {
  console.log(`browser: ${browser.path} (${browser.foundBy})`);
} else {
  console.error(
    'browser: install Chrome or Chromium, or name one in the environment variable TFJS_DRIFT_BROWSER.',
  );
  process.exitCode = 1;
}
