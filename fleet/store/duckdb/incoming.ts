import {
  ARRAY,
  arrayValue,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBUUIDValue,
  type DuckDBValue,
  FLOAT,
  MAP,
  mapValue,
  TIMESTAMP,
  UBIGINT,
  UHUGEINT,
  UINTEGER,
  UTINYINT,
  UUID,
  VARCHAR,
} from '@duckdb/node-api';
import { LANDMARKS } from '../../../src/core/fleet/landmarks.js';
import type { SketchRow } from '../sketchRow.js';

/** Rows that DuckDB takes at once. */
const CHUNK = 2_048;

interface Column {
  readonly type: DuckDBType;
  readonly of: (row: SketchRow, place: number) => DuckDBValue;
}

/** In the order of the table. */
const COLUMNS: readonly Column[] = [
  { type: UINTEGER, of: (_, place) => place },
  { type: UHUGEINT, of: ({ key }) => BigInt(`0x${key}`) },
  { type: VARCHAR, of: ({ sketch }) => sketch.sketchId },
  { type: UINTEGER, of: ({ sketch }) => sketch.periodMs },
  { type: TIMESTAMP, of: ({ period }) => timestamp(period) },
  { type: VARCHAR, of: ({ device }) => device },
  { type: UBIGINT, of: ({ deviceHash }) => deviceHash },
  { type: UINTEGER, of: ({ sketch }) => sketch.sequence },
  { type: VARCHAR, of: ({ sketch }) => sketch.app ?? '' },
  { type: VARCHAR, of: ({ sketch }) => sketch.release ?? '' },
  { type: MAP(VARCHAR, VARCHAR), of: ({ sketch }) => mapOf(sketch.labels) },
  { type: UINTEGER, of: ({ sketch }) => sketch.count },
  { type: UTINYINT, of: ({ sketch }) => sketch.sums.length },
  { type: ARRAY(FLOAT, LANDMARKS), of: ({ sketch }) => padded(sketch.sums) },
  { type: VARCHAR, of: ({ sketch }) => sketch.state },
  { type: MAP(VARCHAR, DOUBLE), of: ({ sketch }) => mapOf(sketch.states) },
  { type: DOUBLE, of: ({ sketch }) => sketch.evidence?.value ?? null },
  { type: UBIGINT, of: ({ sketch }) => (sketch.evidence ? BigInt(sketch.evidence.samples) : null) },
  { type: UUID, of: ({ sketch }) => uuid(sketch.id) },
  { type: VARCHAR, of: ({ sketch }) => sketch.referenceId },
  { type: DOUBLE, of: ({ sketch }) => sketch.privacy?.epsilon ?? null },
  { type: DOUBLE, of: ({ sketch }) => sketch.privacy?.delta ?? null },
  { type: VARCHAR, of: ({ sketch }) => sketch.libraryVersion },
];

/** Fills the table `incoming` with a batch. */
export async function fillIncoming(
  connection: DuckDBConnection,
  rows: readonly { readonly row: SketchRow; readonly place: number }[],
  received: number,
): Promise<void> {
  await connection.run('TRUNCATE incoming');
  const columns = [...COLUMNS, { type: TIMESTAMP, of: () => timestamp(received) }];
  const types = columns.map(({ type }) => type);
  const appender = await connection.createAppender('incoming', 'main', 'temp');
  for (let start = 0; start < rows.length; start += CHUNK) {
    const slice = rows.slice(start, start + CHUNK);
    const chunk = DuckDBDataChunk.create(types);
    chunk.setColumns(columns.map(({ of }) => slice.map(({ row, place }) => of(row, place))));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** @param ms Since 1970. */
export function timestamp(ms: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(ms) * 1_000n);
}

function mapOf(values: Readonly<Record<string, string | number>>): DuckDBValue {
  return mapValue(Object.entries(values).map(([key, value]) => ({ key, value })));
}

function padded(sums: readonly number[]): DuckDBValue {
  const missing = LANDMARKS - sums.length;
  return arrayValue(missing === 0 ? sums : [...sums, ...new Array<number>(missing).fill(0)]);
}

function uuid(text: string): DuckDBUUIDValue {
  return DuckDBUUIDValue.fromUint128(BigInt(`0x${text.replaceAll('-', '')}`));
}
