import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import { parse } from 'yaml';
import { fleetOptions } from '../../fleet/options.js';

/** What of the file is looked at. */
interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly depends_on?: readonly string[] | Readonly<Record<string, object>>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
}

const FOLDER = 'fleet';
const compose: Compose = parse(readFileSync(join(FOLDER, 'compose.yaml'), 'utf8'), { merge: true });
const services = Object.entries(compose.services);

test('the file for a cluster is YAML, and names only what there is', () => {
  expect(Object.keys(compose.services)).toEqual([
    'keeper',
    'clickhouse-1',
    'clickhouse-2',
    'receiver',
  ]);
  for (const [name, { image, build, depends_on: needed = [], volumes = [] }] of services) {
    expect(typeof image === 'string' || build !== undefined, name).toBe(true);
    if (build) expect(existsSync(join(FOLDER, build.context, build.dockerfile)), name).toBe(true);
    const names = Array.isArray(needed) ? needed : Object.keys(needed);
    for (const other of names) expect(compose.services).toHaveProperty([other]);
    for (const volume of volumes) {
      const [source] = volume.split(':') as [string];
      if (source.startsWith('.')) expect(existsSync(join(FOLDER, source)), volume).toBe(true);
      else expect(compose.volumes, volume).toHaveProperty([source]);
    }
  }
});

test('hosts of the cluster are services, and both shards have their own number', () => {
  const cluster = readFileSync(join(FOLDER, 'clickhouse/cluster.xml'), 'utf8');
  const hosts = [...cluster.matchAll(/<host>(.*?)<\/host>/g)].map(([, host]) => host!);
  expect(hosts).toHaveLength(3);
  for (const host of hosts) expect(compose.services).toHaveProperty([host]);
  const shards = services.flatMap(([, { environment }]) => environment?.['SHARD'] ?? []);
  expect(shards).toEqual(['1', '2']);
});

test('the receiver takes what its environment says', () => {
  const { environment } = compose.services['receiver']!;
  const filled = Object.entries(environment!).map(([name, value]) => [
    name,
    // As `docker compose` fills them in, with a value for each that must be given.
    value.replace(/\$\{\w+:\?\}/g, 'given').replace(/\$\{\w+:-(.*?)\}/g, '$1'),
  ]);
  expect(fleetOptions([], Object.fromEntries(filled))).toMatchObject({
    host: '0.0.0.0',
    port: 8787,
    trustProxy: false,
    clickHouse: { url: 'http://clickhouse-1:8123', user: 'fleet', password: 'given' },
    writeTokens: ['given'],
    readTokens: ['given'],
  });
});
