import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'playwright/test';
import type { Receipt } from '../../fleet/receiver/sketchRoutes.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { type FleetProcess, startFleetProcess } from '../support/fleetProcess.js';
import { type Answered, post } from '../support/fleetReceiver.js';
import { HOUR, SmallFleet } from '../support/fleetSketches.js';

let folder: string;
let fleet: SmallFleet;
/** The hour that has just ended, by the clock of the process. */
let at: number;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tfjs-drift-faults-'));
  fleet = await SmallFleet.make({ landmarks: 64 });
  at = Math.floor(Date.now() / HOUR - 1) * HOUR;
});

test.afterEach(() => rmSync(folder, { recursive: true }));

function batches(count: number, size: number, name = 'tablet'): FleetSketch[][] {
  const { sums } = fleet.sketch({ count: 20 });
  return Array.from({ length: count }, (_, b) =>
    Array.from({ length: size }, (_, n) =>
      fleet.sketch({ device: `${name}-${b}-${n}`, at, count: 20, sums }),
    ),
  );
}

function send({ url, tokens }: FleetProcess, sketches: readonly FleetSketch[]): Promise<Answered> {
  return post<Receipt>(
    `${url}/sketches`,
    { schemaVersion: 1, sketches },
    { Authorization: `Bearer ${tokens.write[0]}` },
  );
}

/** Names of the devices that the file has, read by another process than the one that wrote it. */
async function devicesIn(data: string): Promise<Map<string, number>> {
  const store = await DuckDbStore.open(join(data, 'fleet.duckdb'));
  const span = { sketchId: fleet.space.sketchId, periodMs: HOUR, from: at, to: at + HOUR };
  const found = new Map<string, number>();
  for (let after = ''; ; ) {
    const devices = await store.devices({ ...span, after, limit: 10_000 });
    for (const { device, count } of devices) found.set(device, count);
    if (devices.length === 0) break;
    after = devices.at(-1)!.device;
  }
  await store.close();
  return found;
}

test('killed in the middle of batches: what was acknowledged is there, and a retry counts once', async () => {
  let running = await startFleetProcess(folder);
  const sent = batches(60, 100);
  const acknowledged: FleetSketch[][] = [];
  let killed: Promise<void> | undefined;
  const answers = sent.map(async (sketches) => {
    const { status, body } = await send(running, sketches);
    expect({ status, body }).toMatchObject({ status: 200, body: { accepted: 100 } });
    acknowledged.push(sketches);
    // The first answer has come, and most batches are still to be answered.
    killed ??= running.kill();
  });
  await Promise.allSettled(answers);
  await killed;
  expect(acknowledged.length).toBeGreaterThan(0);
  expect(acknowledged.length).toBeLessThan(sent.length);
  const survived = await devicesIn(folder);
  for (const { device } of acknowledged.flat()) expect(survived.get(device!)).toBe(20);

  running = await startFleetProcess(folder);
  let [accepted, duplicate] = [0, 0];
  for (const sketches of sent) {
    const { body } = await send(running, sketches);
    accepted += body.accepted;
    duplicate += body.duplicate;
  }
  expect(await running.stop()).toBe(0);
  expect([accepted, duplicate]).toEqual([6_000 - survived.size, survived.size]);
  const all = await devicesIn(folder);
  expect(all.size).toBe(6_000);
  expect([...all.values()].every((count) => count === 20)).toBe(true);
});

test('on a full disk batches are refused by name, and all before are there; with room it goes on', async () => {
  // In blocks of 1,024 bytes, which is all that a file may have.
  let running = await startFleetProcess(folder, { limits: 'ulimit -f 2048' });
  const kept: FleetSketch[] = [];
  const refused: FleetSketch[] = [];
  for (const sketches of batches(40, 200)) {
    const { status, body, headers } = await send(running, sketches);
    if (status === 200) {
      kept.push(...sketches);
      continue;
    }
    expect({ status, body }).toMatchObject({ status: 507, body: { error: 'store-full' } });
    expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0);
    refused.push(...sketches);
  }
  expect(kept.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  await running.kill();
  const survived = await devicesIn(folder);
  expect([...survived.keys()].sort()).toEqual(kept.map(({ device }) => device!).sort());

  running = await startFleetProcess(folder);
  for (let start = 0; start < refused.length; start += 200) {
    const { body } = await send(running, refused.slice(start, start + 200));
    expect(body).toMatchObject({ accepted: 200, duplicate: 0 });
  }
  await running.stop();
  expect((await devicesIn(folder)).size).toBe(8_000);
});

test('a second process does not get the file of the first', async () => {
  const first = await startFleetProcess(folder);
  await expect(startFleetProcess(folder)).rejects.toThrow(/StoreBusyError: Another process has/);
  expect((await send(first, batches(1, 1)[0]!)).body.accepted).toBe(1);
  expect(await first.stop()).toBe(0);
});

test('tokens are made once, for the owner to read, and what was refused outlasts a restart', async () => {
  const first = await startFleetProcess(folder);
  expect(statSync(join(folder, 'tokens.json')).mode & 0o077).toBe(0);
  expect(first.tokens.write).not.toEqual(first.tokens.read);
  await send(first, [fleet.sketch({ at: at - 60 * 24 * HOUR })]);
  expect(await first.stop()).toBe(0);
  expect(existsSync(join(folder, 'fleet.duckdb'))).toBe(true);
  const second = await startFleetProcess(folder);
  expect(second.tokens).toEqual(first.tokens);
  const response = await fetch(`${second.url}/left-out`, {
    headers: { Authorization: `Bearer ${second.tokens.read[0]}` },
  });
  const { leftOut } = (await response.json()) as { leftOut: object[] };
  expect(leftOut).toMatchObject([{ reason: 'too-old', count: 1, device: 'tablet-1' }]);
  await second.stop();
});
