import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ClickHouseEngine, INSERT_SETTINGS, type Value } from '../store/clickhouse/engine.js';
import { failure } from '../store/clickhouse/httpEngine.js';

/** Of chdb's session, what is used. */
export interface ChdbSession {
  queryAsync(sql: string, options: { readonly format: string }): Promise<ChdbResult>;
  queryBindAsync(
    sql: string,
    values: object,
    options: { readonly format: string },
  ): Promise<ChdbResult>;
  insert(options: {
    readonly table: string;
    readonly values: Buffer;
    readonly format: 'JSONEachRow';
    readonly settings: object;
  }): Promise<unknown>;
  close(): void;
}

interface ChdbResult {
  text(): string;
}

const SHARD = '<shard><replica><host>127.0.0.1</host><port>9000</port></replica></shard>';

/** A cluster of one shard, which is this process; and one of two, which are both this process. */
const CONFIG = `<clickhouse>
  <tcp_port>9000</tcp_port>
  <macros><cluster>fleet</cluster><shard>1</shard><replica>1</replica></macros>
  <remote_servers>
    <fleet>${SHARD}</fleet>
    <twice>${SHARD}${SHARD}</twice>
  </remote_servers>
</clickhouse>
`;

/** ClickHouse's engine in this process, where it is installed (`npm ci` in `fleet/clickhouse`). One a process. */
export async function openChdb(folder: string): Promise<ChdbSession> {
  const config = join(folder, 'config.xml');
  writeFileSync(config, CONFIG);
  // A name that the compiler does not look up: the package is there only where somebody wants this.
  const chdbPackage: string = 'chdb';
  const { Session } = await import(chdbPackage);
  return new Session(join(folder, 'data'), { connectionArgs: [`--config-file=${config}`] });
}

/**
 * A statement as the engine in a process can run it: without Keeper it has no replicas, and tells no other servers.
 * All else, distributed tables and what runs on shards, is run as it is.
 */
export function local(sql: string): string {
  return sql.replace(/ON CLUSTER '\{cluster\}'/g, '').replace(/Replicated(?=\w*MergeTree)/g, '');
}

export function chdbEngine(session: ChdbSession): ClickHouseEngine {
  const send = async (sql: string, values: Readonly<Record<string, Value>>): Promise<string> => {
    try {
      const result = await session.queryBindAsync(local(sql), values, { format: 'JSONEachRow' });
      return result.text();
    } catch (error) {
      throw failure(String(error), 'an error');
    }
  };
  return {
    run: async (sql, values = {}) => {
      await send(sql, values);
    },
    rows: async (sql, values = {}) => {
      const text = await send(sql, values);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    insert: async (table, rows) => {
      const values = Buffer.from(rows.map((row) => JSON.stringify(row)).join('\n'));
      try {
        await session.insert({ table, values, format: 'JSONEachRow', settings: INSERT_SETTINGS });
      } catch (error) {
        throw failure(String(error), 'an error');
      }
    },
    close: async () => session.close(),
  };
}
