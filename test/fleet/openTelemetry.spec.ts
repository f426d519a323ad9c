import { expect, test } from 'playwright/test';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { sketchLogRecord } from '../../src/fleet/logRecords.js';
import { NOW, post, runReceiver } from '../support/fleetReceiver.js';
import { HOUR, SmallFleet, START } from '../support/fleetSketches.js';

/** As a collector sends them on. */
function exported(records: readonly unknown[]): unknown {
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'line 3' } }] };
  return { resourceLogs: [{ resource, scopeLogs: [{ scope: {}, logRecords: records }] }] };
}

test('sketches come as log records of a collector, each once', async () => {
  const receiver = await runReceiver();
  const fleet = await SmallFleet.make();
  await receiver.store.putSpace(fleet.space);
  const sketches = [
    fleet.sketch({ device: 'a', release: '1.0' }),
    fleet.sketch({ device: null }),
    fleet.sketch({ device: 'late', at: START - 99 * 24 * HOUR }),
  ];
  const url = `${receiver.url}/v1/logs`;
  const other = { timeUnixNano: '1', body: { stringValue: 'a line of a log' } };
  const records = sketches.map((sketch) => sketchLogRecord(sketch, NOW));
  const said = { status: 200, body: {} as Record<string, unknown> };
  said.body = { partialSuccess: { rejectedLogRecords: '1' } };
  expect(await post(url, exported([other, ...records]))).toMatchObject(said);
  expect((await post(url, exported(records.slice(0, 2)))).body).toEqual({});
  expect((await post(url, exported([other]))).body).toEqual({});
  const broken = { ...records[0]!, body: { stringValue: '{' } };
  expect(await post(url, exported([broken]))).toMatchObject(said);
  expect(await post(url, { records })).toMatchObject({
    status: 400,
    body: { error: 'not-a-batch' },
  });
  const scope = { sketchId: fleet.space.sketchId, periodMs: HOUR };
  const [period] = await receiver.store.timeline({ ...scope, from: 0, to: NOW });
  const count = sketches[0]!.count + sketches[1]!.count;
  expect(period).toMatchObject({ devices: 1, unpaired: 1, count });
  await receiver.close();
});

test('a log record holds the sketch to the last digit, and says what one filters by', async () => {
  const sketch = (await SmallFleet.make()).sketch({ device: 'a', release: '1.0', count: 20 });
  const record = sketchLogRecord(sketch, NOW);
  expect(JSON.parse(record.body.stringValue!) as FleetSketch).toEqual(sketch);
  expect(BigInt(record.timeUnixNano)).toBe(BigInt(START + HOUR) * 1_000_000n);
  expect(BigInt(record.observedTimeUnixNano)).toBe(BigInt(NOW) * 1_000_000n);
  expect(Object.fromEntries(record.attributes.map(({ key, value }) => [key, value]))).toEqual({
    'tfjs_drift.sketch_id': { stringValue: sketch.sketchId },
    'tfjs_drift.rows': { intValue: '20' },
    'device.id': { stringValue: 'a' },
    'service.version': { stringValue: '1.0' },
  });
});
