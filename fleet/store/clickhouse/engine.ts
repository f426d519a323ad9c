export type Value = string | number | readonly string[] | readonly bigint[];

/** What a store needs of ClickHouse; values are bound by the server, as `{name:Type}`. */
export interface ClickHouseEngine {
  /** @throws StoreFullError, StoreUnavailableError */
  run(sql: string, values?: Readonly<Record<string, Value>>): Promise<void>;
  /** Rows as `JSONEachRow` writes them. */
  rows(sql: string, values?: Readonly<Record<string, Value>>): Promise<Record<string, unknown>[]>;
  /** @param table From a constant. Durable on all shards when it resolves. */
  insert(table: string, rows: readonly object[]): Promise<void>;
  close(): Promise<void>;
}

/** Of inserts: to the shards before it is answered, and by keys, not by blocks, what came twice is known. */
export const INSERT_SETTINGS = {
  distributed_foreground_insert: 1,
  insert_deduplicate: 0,
  async_insert: 0,
} as const;
