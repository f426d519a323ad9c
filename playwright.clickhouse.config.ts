import { defineConfig } from 'playwright/test';

/** Tests with ClickHouse's engine, which `npm run test:clickhouse` installs. */
export default defineConfig({
  outputDir: 'test-results',
  timeout: 120_000,
  // One engine a process, and one process.
  workers: 1,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list'], ['./e2e/support/closingLineReporter.ts']],
  testDir: 'test/fleet/clickhouse',
});
