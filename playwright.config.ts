import { defineConfig } from 'playwright/test';
import { browserFlags } from './scripts/browser/flags.js';
import { installedBrowser } from './scripts/browser/installedBrowser.js';

const port = Number(process.env['TFJS_DRIFT_PORT'] ?? 4179);
const executablePath = installedBrowser()?.path;

export default defineConfig({
  outputDir: 'test-results',
  timeout: 120_000,
  // A busy machine with two cores is slow, not broken.
  expect: { timeout: 20_000 },
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['./e2e/support/closingLineReporter.ts']],
  use: {
    baseURL: `http://localhost:${port}`,
    launchOptions: { args: [...browserFlags], ...(executablePath ? { executablePath } : {}) },
  },
  projects: [
    { name: 'pack', testDir: 'e2e', testMatch: 'package/pack.setup.ts' },
    // First of those that wait for the package: it is long, and at the end nothing would run beside it.
    { name: 'apps', testDir: 'e2e', testMatch: 'models/apps.setup.ts', dependencies: ['pack'] },
    // The package is tested beside all else, once it is packed.
    {
      name: 'browser',
      testDir: 'e2e',
      testIgnore: '**/e2e/models/**',
      dependencies: ['pack', 'fleet'],
    },
    { name: 'models', testDir: 'e2e/models', dependencies: ['apps'] },
    { name: 'fleet', testDir: 'test', testMatch: 'fleet/install.setup.ts' },
    {
      name: 'node',
      testDir: 'test',
      // ClickHouse's engine is half a gigabyte: `npm run test:clickhouse`.
      testIgnore: '**/fleet/clickhouse/**',
      dependencies: ['fleet'],
    },
  ],
  webServer: {
    command: `npx vite build --mode test --logLevel error && npx vite preview --mode test --port ${port} --strictPort`,
    url: `http://localhost:${port}/e2e/lab/lab.html`,
    reuseExistingServer: false,
  },
});
