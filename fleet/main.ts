import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FleetOptions } from './options.js';
import type { Route } from './receiver/answer.js';
import { type Receiver, startReceiver } from './receiver/receiver.js';
import { ClickHouseStore } from './store/clickhouse/clickHouseStore.js';
import { httpEngine } from './store/clickhouse/httpEngine.js';
import { DuckDbStore } from './store/duckdb/duckDbStore.js';
import type { FleetStore } from './store/fleetStore.js';

export interface Fleet {
  readonly url: string;
  readonly store: FleetStore;
  readonly tokens: Tokens;
  /** Where the tokens lie, where they were made here. */
  readonly tokenFile: string | undefined;
  close(): Promise<void>;
}

interface Tokens {
  readonly write: readonly string[];
  readonly read: readonly string[];
}

/**
 * Opens the store, and starts the receiver on it.
 *
 * @param routesOf What a dashboard answers besides.
 * @throws StoreBusyError, StoreFullError, StoreUnavailableError, InvalidOptionError
 */
export async function startFleet(
  options: FleetOptions,
  routesOf: (store: FleetStore) => readonly Route[] = () => [],
): Promise<Fleet> {
  const { data, clickHouse, writeTokens, readTokens, demo, pictures, ...rest } = options;
  const folder = resolve(data);
  const isMade = writeTokens.length === 0 || readTokens.length === 0;
  if (isMade || !clickHouse) mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tokenFile = isMade ? join(folder, 'tokens.json') : undefined;
  const made = tokenFile ? keptTokens(tokenFile) : { write: [], read: [] };
  const tokens = {
    write: writeTokens.length > 0 ? writeTokens : made.write,
    read: readTokens.length > 0 ? readTokens : made.read,
  };
  const store = clickHouse
    ? await ClickHouseStore.open(httpEngine(clickHouse))
    : await DuckDbStore.open(join(folder, 'fleet.duckdb'));
  let receiver: Receiver;
  try {
    for (const file of options.spaces) {
      await store.putSpace(JSON.parse(readFileSync(file, 'utf8')));
    }
    receiver = await startReceiver({
      ...rest,
      store,
      writeTokens: tokens.write,
      readTokens: tokens.read,
      routes: routesOf(store),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    url: receiver.url,
    store,
    tokens,
    tokenFile,
    close: async () => {
      await receiver.close();
      await store.close();
    },
  };
}

/** Made once, and readable to the owner alone. */
function keptTokens(file: string): Tokens {
  if (!existsSync(file)) {
    const token = () => randomBytes(24).toString('base64url');
    const made: Tokens = { write: [token()], read: [token()] };
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}
