import type { FleetSketch, SketchSpace } from '../../../src/core/fleet/sketch.js';
import type {
  ChangeQuery,
  Changes,
  DevicePeriod,
  DeviceQuery,
  DeviceSummary,
  EvidenceQuery,
  FleetPeriod,
  FleetStore,
  GroupedBuckets,
  Grouping,
  LeftOut,
  MeanQuery,
  PeriodEvidence,
  Retention,
  SeriesQuery,
  SketchIdSummary,
  SpanQuery,
} from '../fleetStore.js';
import { type SketchRow, sketchRow } from '../sketchRow.js';
import { requireSameSpace } from '../spaces.js';
import { changesOf, meansOf } from './bucketQueries.js';
import { DuckDbFile, type DuckDbOptions } from './duckDbFile.js';
import * as history from './historyQueries.js';
import { fillIncoming, timestamp } from './incoming.js';
import { KEEP, SETTLE } from './schema.js';

const DAY_MS = 86_400_000;

/** The store in one file, which one process has at a time. */
export class DuckDbStore implements FleetStore {
  readonly engine = 'duckdb';
  readonly #file: DuckDbFile;
  readonly #clock: () => number;

  private constructor(file: DuckDbFile, clock: () => number) {
    this.#file = file;
    this.#clock = clock;
  }

  /**
   * @param path A file, made where there is none, or ':memory:'.
   * @throws StoreBusyError, StoreFullError, StoreVersionError
   */
  static async open(
    path: string,
    { clock = Date.now, ...options }: DuckDbOptions & { readonly clock?: () => number } = {},
  ): Promise<DuckDbStore> {
    const file = new DuckDbFile(path, options);
    await file.open();
    return new DuckDbStore(file, clock);
  }

  insert(sketches: readonly FleetSketch[]): Promise<boolean[]> {
    // The first of each key within the batch.
    const rows = new Map<string, { readonly row: SketchRow; readonly place: number }>();
    for (const [place, sketch] of sketches.entries()) {
      const row = sketchRow(sketch);
      if (!rows.has(row.key)) rows.set(row.key, { row, place });
    }
    return this.#file.write(async (connection) => {
      await fillIncoming(connection, [...rows.values()], this.#clock());
      for (const statement of KEEP) await connection.run(statement);
      const reader = await connection.runAndReadAll('SELECT place FROM fresh');
      const fresh = new Set(reader.getColumns()[0]?.map(Number));
      return sketches.map((_, place) => fresh.has(place));
    });
  }

  async putSpace(space: SketchSpace): Promise<void> {
    const { sketchId } = space;
    await this.#file.write(async (connection) => {
      await connection.run('INSERT OR IGNORE INTO sketch_spaces VALUES ($sketchId, $space)', {
        sketchId,
        space: JSON.stringify(space),
      });
      const reader = await connection.runAndReadAll(
        'SELECT space FROM sketch_spaces WHERE sketch_id = $sketchId',
        { sketchId },
      );
      requireSameSpace(JSON.parse(String(reader.getRows()[0]![0])), space);
    });
  }

  async spaces(): Promise<SketchSpace[]> {
    const rows = await this.#file.read('SELECT space FROM sketch_spaces ORDER BY sketch_id');
    return rows.map(({ space }) => JSON.parse(String(space)));
  }

  async changes(query: ChangeQuery): Promise<Changes> {
    const { groups, counts } = await changesOf(this.#file, query);
    return { ...counts, buckets: groups.get('') ?? [] };
  }

  async changesByGroup(query: ChangeQuery & { readonly by: Grouping }): Promise<GroupedBuckets> {
    const { groups, inSeveral } = await changesOf(this.#file, query, query.by);
    return { groups, inSeveral };
  }

  meansByGroup(query: MeanQuery & { readonly by: Grouping }): Promise<GroupedBuckets> {
    return meansOf(this.#file, query, query.by);
  }

  deviceSeries(query: SeriesQuery): Promise<DevicePeriod[]> {
    return history.deviceSeries(this.#file, query);
  }

  devices(query: DeviceQuery): Promise<DeviceSummary[]> {
    return history.devices(this.#file, query);
  }

  evidence(query: EvidenceQuery): Promise<PeriodEvidence> {
    return history.evidence(this.#file, query);
  }

  timeline(query: SpanQuery): Promise<FleetPeriod[]> {
    return history.timeline(this.#file, query);
  }

  sketchIds(since: number): Promise<SketchIdSummary[]> {
    return history.sketchIds(this.#file, since);
  }

  async noteLeftOut(notes: readonly LeftOut[]): Promise<void> {
    if (notes.length === 0) return;
    await this.#file.write(async (connection) => {
      for (const { day, reason, sketchId, release, count, device, message } of notes) {
        await connection.run(
          `INSERT INTO left_out VALUES ($day::DATE, $reason, $sketchId, $release, $count, $device, $message)
ON CONFLICT DO UPDATE SET count = count + excluded.count, device = excluded.device, message = excluded.message`,
          { day, reason, sketchId, release, count, device, message },
        );
      }
    });
  }

  async leftOut(since: number): Promise<LeftOut[]> {
    const rows = await this.#file.read(
      `SELECT day::VARCHAR AS day, reason, sketch_id, release, count, device, message FROM left_out
WHERE day >= $since::DATE ORDER BY day DESC, count DESC, reason, sketch_id, release`,
      { since: timestamp(since) },
    );
    return rows.map((row) => ({
      day: String(row['day']),
      reason: String(row['reason']),
      sketchId: String(row['sketch_id']),
      release: String(row['release']),
      count: Number(row['count']),
      device: String(row['device']),
      message: String(row['message']),
    }));
  }

  async expire({ rawDays, stateDays }: Retention, now: number): Promise<void> {
    const before = (days: number) => timestamp(Math.floor(now - days * DAY_MS));
    await this.#file.write(async (connection) => {
      for (const statement of SETTLE) await connection.run(statement, { before: before(rawDays) });
      if (!Number.isFinite(stateDays)) return;
      const kept = { before: before(stateDays) };
      await connection.run('DELETE FROM settled_periods WHERE period < $before', kept);
      await connection.run('DELETE FROM left_out WHERE day < $before::DATE', kept);
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
