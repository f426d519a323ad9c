import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { installDependencies, isInstalled } from './build/installed.js';

/**
 * What a fleet costs its store: sketches taken in, and the test of all devices, for 10,000 to 1,000,000 sketches, on
 * DuckDB and on ClickHouse's engine (where it is installed: `npm run test:clickhouse`), each in a process of its own.
 *
 *     npm run bench:fleet
 *     npm run bench:fleet -- --only duckdb --sizes 10000,100000
 *     npm run bench:fleet -- --json docs/benchmarks/fleet.json
 */

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sizes: { type: 'string', default: '10000,100000,1000000' },
    http: { type: 'string', default: '100000' },
    json: { type: 'string' },
  },
});

type Figures = Readonly<Record<string, number | string | object>>;

function measure(script: string, ...args: string[]): Figures {
  const command = ['--import', 'tsx', `scripts/bench/fleet/${script}`, ...args];
  const text = execFileSync(process.execPath, command, { encoding: 'utf8', maxBuffer: 2 ** 24 });
  const figures = JSON.parse(text);
  console.log(`${script} ${args.join(' ')}`);
  for (const [name, value] of Object.entries(figures)) {
    console.log(`  ${name.padEnd(22)} ${JSON.stringify(value)}`);
  }
  return figures;
}

installDependencies('fleet');
const engines = ['duckdb', 'clickhouse'].filter((engine) => (values.only ?? engine) === engine);
const runs: Figures[] = [];
for (const engine of engines) {
  if (engine === 'clickhouse' && !isInstalled('fleet/clickhouse')) {
    console.log('ClickHouse is left out: `npm run test:clickhouse` installs it.');
    continue;
  }
  for (const size of values.sizes.split(',')) runs.push(measure('engineRun.ts', engine, size));
}
const http = engines.includes('duckdb') ? [measure('httpRun.ts', values.http)] : [];
if (values.json) {
  const machine = { cpu: cpus()[0]?.model, cores: availableParallelism(), node: process.version };
  const figures = { machine, date: new Date().toISOString(), runs, http };
  writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}
