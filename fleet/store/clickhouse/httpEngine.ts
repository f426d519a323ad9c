import { StoreFullError, StoreUnavailableError } from '../storeErrors.js';
import { type ClickHouseEngine, INSERT_SETTINGS, type Value } from './engine.js';

export interface HttpEngineOptions {
  /** Of ClickHouse's HTTP interface, e.g. `http://clickhouse:8123`. */
  readonly url: string;
  /** @defaultValue 'default' */
  readonly user?: string;
  /** @defaultValue none */
  readonly password?: string;
  /** Of a request, in milliseconds. @defaultValue 60,000 */
  readonly timeoutMs?: number;
}

/** ClickHouse by HTTP. */
export function httpEngine({
  url,
  user = 'default',
  password = '',
  timeoutMs = 60_000,
}: HttpEngineOptions): ClickHouseEngine {
  const send = async (
    settings: Readonly<Record<string, string | number>>,
    body: string,
  ): Promise<string> => {
    const address = new URL(url);
    // An error in the middle of an answer would else look like a whole one.
    const all = { wait_end_of_query: 1, ...settings };
    for (const [name, value] of Object.entries(all)) address.searchParams.set(name, String(value));
    let status: number;
    let text: string;
    try {
      const response = await fetch(address, {
        method: 'POST',
        body,
        headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password },
        signal: AbortSignal.timeout(timeoutMs),
      });
      ({ status } = response);
      text = await response.text();
    } catch (cause) {
      throw new StoreUnavailableError(
        `ClickHouse at ${address.origin} did not answer; see that it runs and that this address is its: ${cause}`,
        { cause },
      );
    }
    if (status === 200) return text;
    throw failure(text, status);
  };
  return {
    run: async (sql, values = {}) => {
      await send(parameters(values), sql);
    },
    rows: async (sql, values = {}) => {
      const text = await send({ ...parameters(values), default_format: 'JSONEachRow' }, sql);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    insert: async (table, rows) => {
      const query = `INSERT INTO ${table} FORMAT JSONEachRow`;
      await send({ ...INSERT_SETTINGS, query }, rows.map((row) => JSON.stringify(row)).join('\n'));
    },
    close: async () => {},
  };
}

/** What ClickHouse said, by a name of ours. */
export function failure(text: string, status: number | string): Error {
  const message = text.trim().slice(0, 1_000);
  if (/NOT_ENOUGH_SPACE|No space left/.test(message)) {
    return new StoreFullError(
      `A disk of ClickHouse is full; make room, and what was refused comes again: ${message}`,
    );
  }
  return new StoreUnavailableError(`ClickHouse answered with ${status}: ${message}`);
}

function parameters(values: Readonly<Record<string, Value>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`param_${name}`, parameterText(value)]),
  );
}

/** A parameter is read as a field of tab-separated text, an array as a literal. */
function parameterText(value: Value): string {
  if (typeof value === 'string') return escaped(value);
  if (typeof value === 'object') {
    const literals = value.map((one) =>
      typeof one === 'bigint' ? String(one) : `'${escaped(one).replaceAll("'", "\\'")}'`,
    );
    return `[${literals.join(',')}]`;
  }
  return String(value);
}

function escaped(text: string): string {
  return text.replace(/[\\\t\n\r\0\b\f]/g, (character) => ESCAPES[character]!);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\0': '\\0',
  '\b': '\\b',
  '\f': '\\f',
};
