import { expect, test } from 'playwright/test';
import { fleetOptions } from '../../fleet/options.js';

test('defaults: a simulated fleet in an embedded store, for this machine alone', () => {
  expect(fleetOptions([], {})).toEqual({
    port: 8787,
    host: '127.0.0.1',
    data: 'fleet-demo',
    demo: true,
    pictures: '',
    clickHouse: undefined,
    writeTokens: [],
    readTokens: [],
    writeOrigins: [],
    readOrigins: [],
    spaces: [],
    trustProxy: false,
    maxAgeMs: 40 * 86_400_000,
    retention: { rawDays: 45, stateDays: Number.POSITIVE_INFINITY },
  });
});

test('no device is simulated where a store is named, unless it is asked for', () => {
  expect(fleetOptions(['--data', 'mine'], {})).toMatchObject({ data: 'mine', demo: false });
  const demo = fleetOptions(['--data', 'mine', '--demo'], {});
  expect(demo).toMatchObject({ data: 'mine', demo: true });
  const env = { TFJS_DRIFT_FLEET_CLICKHOUSE_URL: 'http://clickhouse:8123' };
  expect(fleetOptions([], env)).toMatchObject({ data: 'fleet-data', demo: false });
});

test('flags go before the environment, and secrets come from there alone', () => {
  const env = {
    TFJS_DRIFT_FLEET_PORT: '1',
    TFJS_DRIFT_FLEET_STATE_DAYS: '400',
    TFJS_DRIFT_FLEET_WRITE_TOKENS: 'one, two',
    TFJS_DRIFT_FLEET_CLICKHOUSE_URL: 'http://clickhouse:8123',
    TFJS_DRIFT_FLEET_CLICKHOUSE_PASSWORD: 'secret',
    TFJS_DRIFT_FLEET_TRUST_PROXY: 'true',
  };
  const options = fleetOptions(['--port', '2', '--write-origins', 'https://a,https://b'], env);
  expect(options).toMatchObject({
    port: 2,
    retention: { stateDays: 400 },
    writeTokens: ['one', 'two'],
    clickHouse: { url: 'http://clickhouse:8123', user: 'default', password: 'secret' },
    writeOrigins: ['https://a', 'https://b'],
    trustProxy: true,
  });
  expect(() => fleetOptions(['--write-tokens', 'one'], {})).toThrow(/write-tokens/);
});

test('what is out of range is told by the name of its flag', () => {
  for (const [flag, value] of [
    ['port', '70000'],
    ['port', ''],
    ['raw-days', '0'],
    ['max-age-days', 'soon'],
    ['state-days', 'none'],
  ] as const) {
    expect(() => fleetOptions([`--${flag}=${value}`], {})).toThrow(
      `--${flag}: a whole number from`,
    );
  }
});
