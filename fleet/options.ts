import { parseArgs } from 'node:util';
import { InvalidOptionError } from '../src/core/base/errors.js';
import type { AccessOptions } from './receiver/access.js';
import type { ReceiverOptions } from './receiver/receiver.js';

/** What `npm run fleet` is told, by flags or by the environment. */
export interface FleetOptions
  extends Pick<ReceiverOptions, 'port' | 'host' | 'trustProxy' | 'maxAgeMs' | 'retention'>,
    Required<Pick<AccessOptions, 'writeOrigins' | 'readOrigins'>> {
  /** Folder of the embedded store, and of tokens that are made. */
  readonly data: string;
  /** Fill the store with a simulated fleet. True where no store is named. */
  readonly demo: boolean;
  /** Folder of pictures of the reference, for the dashboard; empty for none. */
  readonly pictures: string;
  /** Undefined is DuckDB. */
  readonly clickHouse:
    | { readonly url: string; readonly user: string; readonly password: string }
    | undefined;
  /** Empty: they are made, and kept in the folder. */
  readonly writeTokens: readonly string[];
  readonly readTokens: readonly string[];
  /** Files of sketch spaces that the receiver is to know. */
  readonly spaces: readonly string[];
}

const DAY_MS = 86_400_000;

const FLAGS = {
  port: { type: 'string', default: '8787' },
  host: { type: 'string', default: '127.0.0.1' },
  data: { type: 'string', default: '' },
  demo: { type: 'boolean', default: false },
  pictures: { type: 'string', default: '' },
  'clickhouse-url': { type: 'string', default: '' },
  'clickhouse-user': { type: 'string', default: 'default' },
  'write-origins': { type: 'string', default: '' },
  'read-origins': { type: 'string', default: '' },
  spaces: { type: 'string', default: '' },
  'trust-proxy': { type: 'boolean', default: false },
  'max-age-days': { type: 'string', default: '40' },
  'raw-days': { type: 'string', default: '45' },
  'state-days': { type: 'string', default: 'all' },
} as const;

/**
 * Flags go before `TFJS_DRIFT_FLEET_…` of the environment (`--raw-days` is `TFJS_DRIFT_FLEET_RAW_DAYS`); tokens and the
 * password come from there alone, as others can read a command line. Lists are separated by commas.
 *
 * @throws {@link InvalidOptionError}, and what `parseArgs` throws for an unknown flag.
 */
export function fleetOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): FleetOptions {
  const { values } = parseArgs({ args: [...args], options: withoutDefaults() });
  const told = (name: string): string | undefined =>
    env[`TFJS_DRIFT_FLEET_${name.toUpperCase().replaceAll('-', '_')}`];
  const of = (name: keyof typeof FLAGS): string =>
    String(values[name] ?? told(name) ?? FLAGS[name].default);
  const url = of('clickhouse-url');
  // Devices that do not exist come into no store that was meant for others.
  const demo = of('demo') === 'true' || (of('data') === '' && url === '');
  return {
    port: numberOf('port', of('port'), 0, 65_535),
    host: of('host'),
    data: of('data') || (demo ? 'fleet-demo' : 'fleet-data'),
    demo,
    pictures: of('pictures'),
    clickHouse: url
      ? { url, user: of('clickhouse-user'), password: told('clickhouse-password') ?? '' }
      : undefined,
    writeTokens: listOf(told('write-tokens') ?? ''),
    readTokens: listOf(told('read-tokens') ?? ''),
    writeOrigins: listOf(of('write-origins')),
    readOrigins: listOf(of('read-origins')),
    spaces: listOf(of('spaces')),
    trustProxy: of('trust-proxy') === 'true',
    maxAgeMs: numberOf('max-age-days', of('max-age-days'), 1, 365) * DAY_MS,
    retention: {
      rawDays: numberOf('raw-days', of('raw-days'), 1, 36_500),
      stateDays:
        of('state-days') === 'all'
          ? Number.POSITIVE_INFINITY
          : numberOf('state-days', of('state-days'), 1, 36_500),
    },
  };
}

function withoutDefaults(): Record<keyof typeof FLAGS, { type: 'string' | 'boolean' }> {
  const entries = Object.entries(FLAGS).map(([name, { type }]) => [name, { type }] as const);
  return Object.fromEntries(entries) as ReturnType<typeof withoutDefaults>;
}

function numberOf(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new InvalidOptionError(
    `--${name}: a whole number from ${min} to ${max} was expected, '${text}' came.`,
  );
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
}
