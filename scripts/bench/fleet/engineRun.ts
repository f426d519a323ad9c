import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { chdbEngine, openChdb } from '../../../fleet/clickhouse/chdbEngine.js';
import { ClickHouseStore } from '../../../fleet/store/clickhouse/clickHouseStore.js';
import { DuckDbFile } from '../../../fleet/store/duckdb/duckDbFile.js';
import { DuckDbStore } from '../../../fleet/store/duckdb/duckDbStore.js';
import type { FleetStore } from '../../../fleet/store/fleetStore.js';
import { BUCKETS } from '../../../src/core/fleet/buckets.js';
import { featureMapOf } from '../../../src/core/fleet/featureMap.js';
import { pairedTest } from '../../../src/core/fleet/pairedTest.js';
import type { FleetSketch } from '../../../src/core/fleet/sketch.js';
import { HOUR_MS, HOURS, simulatedSketches, space, startOf } from './simulatedSketches.js';

/** One engine and one size, in a process of its own: `tsx engineRun.ts duckdb 10000`. Prints its figures as JSON. */
const [engine, size] = [process.argv[2], Number(process.argv[3])];
const THREADS = 2;
const BATCH = 20_000;
const REPEATS = 3;

interface Opened {
  readonly store: FleetStore;
  /** All sums by bucket, and nothing else: what any answer about the fleet costs at least. */
  readonly bareGroupBy: () => Promise<number>;
  /** Of all tables, on disk. */
  readonly storedBytes: () => Promise<number>;
}

async function open(folder: string): Promise<Opened> {
  const sums = Array.from({ length: space.landmarks.length }, (_, at) => `sum(sums[${at + 1}])`);
  if (engine === 'duckdb') {
    const options = { threads: THREADS, memoryLimit: '8GB' };
    const path = join(folder, 'fleet.duckdb');
    const store = await DuckDbStore.open(path, options);
    let file: DuckDbFile | undefined;
    return {
      store,
      bareGroupBy: async () => {
        await store.close();
        file ??= new DuckDbFile(path, options);
        const rows = await file.read(
          `SELECT device_hash % ${BUCKETS} AS bucket, ${sums.join(', ')} FROM device_periods GROUP BY bucket`,
        );
        return rows.length;
      },
      storedBytes: async () => statSync(path).size,
    };
  }
  const session = await openChdb(folder);
  const clickHouse = chdbEngine(session);
  await clickHouse.run(`SET max_threads = ${THREADS}`);
  return {
    store: await ClickHouseStore.open(clickHouse),
    bareGroupBy: async () => {
      const rows = await clickHouse.rows(
        `SELECT device_hash % ${BUCKETS} AS bucket, sumForEach(sums) AS sums FROM tfjs_drift.device_periods GROUP BY bucket`,
      );
      return rows.length;
    },
    storedBytes: async () => {
      const [row] = await clickHouse.rows(
        "SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = 'tfjs_drift'",
      );
      return Number(row!['bytes']);
    },
  };
}

interface Cost {
  readonly seconds: number;
  /** Of all threads: what other processes do to it does not count. */
  readonly cpuSeconds: number;
}

async function costOf(work: () => Promise<unknown>): Promise<Cost> {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { seconds: (performance.now() - start) / 1e3, cpuSeconds: (user + system) / 1e6 };
}

/** Of several: the one that others disturbed least. */
async function leastOf(work: () => Promise<unknown>): Promise<Cost> {
  const costs: Cost[] = [];
  for (let at = 0; at < REPEATS; at++) costs.push(await costOf(work));
  return costs.reduce((least, cost) => (cost.seconds < least.seconds ? cost : least));
}

function megabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1_024);
}

const folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-bench-'));
try {
  const start = startOf(Date.now());
  const { store, bareGroupBy, storedBytes } = await open(folder);
  let ingestS = 0;
  let ingestCpuS = 0;
  let batch: FleetSketch[] = [];
  const flush = async (): Promise<void> => {
    const { seconds, cpuSeconds } = await costOf(() => store.insert(batch));
    ingestS += seconds;
    ingestCpuS += cpuSeconds;
    batch = [];
  };
  for (const sketch of simulatedSketches(size / HOURS, start)) {
    if (batch.push(sketch) === BATCH) await flush();
  }
  if (batch.length > 0) await flush();
  const ingestMegabytes = megabytes();
  const map = await featureMapOf(space, { pause: () => undefined });
  const hours = Array.from({ length: HOURS }, (_, hour) => start + hour * HOUR_MS);
  const query = {
    sketchId: space.sketchId,
    periodMs: HOUR_MS,
    periods: hours.slice(-1),
    baseline: hours.slice(0, -1),
  };
  let { buckets, compared } = await store.changes(query);
  const grouped = await leastOf(async () => {
    ({ buckets, compared } = await store.changes(query));
  });
  const tested = await leastOf(async () => pairedTest(buckets, map, { seed: 1 }));
  if (compared !== size / HOURS) throw new Error(`${compared} devices of ${size / HOURS} came.`);
  const timeline = await leastOf(() => store.timeline({ ...query, from: start, to: Date.now() }));
  const bare = await leastOf(bareGroupBy);
  const seconds = grouped.seconds + tested.seconds;
  const figures = {
    engine,
    devicePeriods: size,
    devices: compared,
    insertedPerSecond: size / ingestS,
    insertedPerCpuSecond: size / ingestCpuS,
    bareGroupBy: bare,
    grouped,
    tested,
    testSeconds: seconds,
    testOverBare: seconds / bare.seconds,
    testOverBareCpu: (grouped.cpuSeconds + tested.cpuSeconds) / bare.cpuSeconds,
    timeline,
    storedBytesPerSketch: (await storedBytes()) / size,
    ingestMegabytes,
    mostMegabytes: megabytes(),
    load: loadavg()[0],
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// The engine's own threads would keep the process alive.
process.exit(0);
