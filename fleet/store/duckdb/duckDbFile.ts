import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import {
  StoreBusyError,
  StoreFullError,
  StoreUnavailableError,
  StoreVersionError,
} from '../storeErrors.js';
import { SCHEMA, TABLES_VERSION } from './schema.js';

export interface DuckDbOptions {
  /** @defaultValue as many as there are cores */
  readonly threads?: number;
  /** As DuckDB reads it; beyond it goes to disk, beside the file. @defaultValue four fifths of the machine's */
  readonly memoryLimit?: string;
}

export type Row = Readonly<Record<string, DuckDBValue>>;

/** Of the log before it is written into the file: enough that commits of small batches are not held up by it. */
const CHECKPOINT = '128MB';

/**
 * One file: writers one after the other, each in a transaction, and readers beside them. After an error that DuckDB
 * calls fatal, e.g. a disk that got full in the middle of a commit, the file is opened anew by whoever comes next.
 */
export class DuckDbFile {
  readonly #path: string;
  readonly #options: DuckDbOptions;
  #opened: Promise<{ instance: DuckDBInstance; writer: DuckDBConnection }> | undefined;
  #writing: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** @param path A file, or ':memory:'. */
  constructor(path: string, options: DuckDbOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Opens the file, and makes its tables where there are none. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Waits for its turn. What `work` did is durable when it resolves; when it rejects, nothing was done. */
  write<Result>(work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const turn = this.#writing.then(async () => {
      const { writer } = await this.#open();
      try {
        await writer.run('BEGIN');
        const result = await work(writer);
        await writer.run('COMMIT');
        return result;
      } catch (error) {
        await this.#undo(writer, error);
        throw named(error);
      }
    });
    this.#writing = turn.catch(() => {});
    return turn;
  }

  /** @param values Bound, by the names that the SQL has with a `$`. */
  async read(sql: string, values: Record<string, DuckDBValue> = {}): Promise<Row[]> {
    const { instance } = await this.#open();
    const connection = await instance.connect();
    try {
      const reader = await connection.runAndReadAll(sql, values);
      return reader.getRowObjects();
    } catch (error) {
      throw named(error);
    } finally {
      connection.closeSync();
    }
  }

  /** After the writer at work. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    opened?.writer.closeSync();
    opened?.instance.closeSync();
  }

  #open(): Promise<{ instance: DuckDBInstance; writer: DuckDBConnection }> {
    if (this.#isClosed) throw new StoreUnavailableError('The store is closed.');
    // A failed opening is forgotten, so that it can be tried again.
    this.#opened ??= openFile(this.#path, this.#options).catch((error) => {
      this.#opened = undefined;
      throw named(error);
    });
    return this.#opened;
  }

  async #undo(writer: DuckDBConnection, error: unknown): Promise<void> {
    try {
      await writer.run('ROLLBACK');
      if (!isFatal(error)) return;
    } catch (failed) {
      // A commit that failed has been rolled back already.
      if (/no transaction is active/i.test(String(failed)) && !isFatal(error)) return;
    }
    const opened = await this.#opened?.catch(() => undefined);
    this.#opened = undefined;
    opened?.writer.closeSync();
    opened?.instance.closeSync();
  }
}

async function openFile(
  path: string,
  { threads, memoryLimit }: DuckDbOptions,
): Promise<{ instance: DuckDBInstance; writer: DuckDBConnection }> {
  const instance = await DuckDBInstance.create(path, {
    checkpoint_threshold: CHECKPOINT,
    // No extension is fetched, whatever a query says.
    autoinstall_known_extensions: 'false',
    ...(threads !== undefined && { threads: String(threads) }),
    ...(memoryLimit !== undefined && { memory_limit: memoryLimit }),
  });
  try {
    const writer = await instance.connect();
    for (const statement of SCHEMA) await writer.run(statement);
    const found = await writer.runAndReadAll('SELECT max(version) FROM tables_version');
    const version = Number(found.getRows()[0]![0]);
    if (version !== TABLES_VERSION) {
      throw new StoreVersionError(
        `${path}: tables of version ${TABLES_VERSION} were expected, ${version} came; give another file.`,
      );
    }
    return { instance, writer };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

function isFatal(error: unknown): boolean {
  return /FATAL|invalidated|IO Error/i.test(String(error));
}

function named(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/No space left|File too large|disk quota|not enough disk space/i.test(message)) {
    return new StoreFullError(
      `The disk of the store is full; make room, and what was refused comes again: ${message}`,
      { cause: error },
    );
  }
  if (/Could not set lock|being used by another process/i.test(message)) {
    return new StoreBusyError(
      `Another process has the store's file; end it, or give another file: ${message}`,
      { cause: error },
    );
  }
  if (/IO Error|FATAL|invalidated/i.test(message)) {
    return new StoreUnavailableError(`The store failed: ${message}`, { cause: error });
  }
  return error;
}
