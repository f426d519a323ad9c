import { spawnSync } from 'node:child_process';
import { installDependencies, isInstalled } from './build/installed.js';

/**
 * Tests the fleet's statements on ClickHouse's engine, in the process of the tests:
 *
 *     npm run test:clickhouse
 *
 * The engine (npm `chdb`, 543 MB) is installed where it is missing, in `fleet/clickhouse`.
 */

installDependencies('fleet');
if (!isInstalled('fleet/clickhouse')) {
  console.log("Installing ClickHouse's engine (543 MB) in fleet/clickhouse/node_modules …");
  installDependencies('fleet/clickhouse');
}
const config = ['--config', 'playwright.clickhouse.config.ts'];
const { status } = spawnSync('npx', ['playwright', 'test', ...config, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32',
});
process.exit(status ?? 1);
