import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startReceiver } from '../../../fleet/receiver/receiver.js';
import { DuckDbStore } from '../../../fleet/store/duckdb/duckDbStore.js';
import { space } from './simulatedSketches.js';

/** A receiver on DuckDB, and a process that sends to it: `tsx httpRun.ts 50000`. Prints its figures as JSON. */
const count = Number(process.argv[2]);
const WRITE = 'a-token-for-writing';
const sender = fileURLToPath(new URL('sender.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-bench-'));
const store = await DuckDbStore.open(join(folder, 'fleet.duckdb'), { threads: 2 });
await store.putSpace(space);
const rate = { perSecond: 1e9, burst: 1e9 };
const receiver = await startReceiver({
  store,
  port: 0,
  writeTokens: [WRITE],
  readTokens: ['a-token-for-reading'],
  addressRate: rate,
  deviceRate: rate,
});
const cpu = process.cpuUsage();
const args = ['--import', 'tsx', sender, receiver.url, WRITE, String(count)];
const { stdout } = await promisify(execFile)(process.execPath, args);
const { user, system } = process.cpuUsage(cpu);
const figures = {
  engine: 'duckdb',
  ...JSON.parse(stdout),
  perCpuSecond: count / ((user + system) / 1e6),
  mostMegabytes: Math.round(process.resourceUsage().maxRSS / 1_024),
  load: loadavg()[0],
};
await receiver.close();
await store.close();
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);
