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
import { keyOf, type SketchRow, sketchRow } from '../sketchRow.js';
import { requireSameSpace } from '../spaces.js';
import { changesOf, meansOf } from './bucketQueries.js';
import type { ClickHouseEngine } from './engine.js';
import * as history from './historyQueries.js';
import { columnsOf, dateTime, schemaStatements } from './tables.js';

const DAY_MS = 86_400_000;

/**
 * The store on a ClickHouse cluster, which any number of receivers share. `schema.sql` says how what came twice counts
 * once; whether a sketch is new is looked up before, so of two receivers that are given the same one at the same time
 * both may call it new.
 */
export class ClickHouseStore implements FleetStore {
  readonly engine = 'clickhouse';
  readonly #engine: ClickHouseEngine;
  readonly #clock: () => number;

  private constructor(engine: ClickHouseEngine, clock: () => number) {
    this.#engine = engine;
    this.#clock = clock;
  }

  /** Makes the tables where there are none. @throws StoreUnavailableError */
  static async open(
    engine: ClickHouseEngine,
    { clock = Date.now }: { readonly clock?: () => number } = {},
  ): Promise<ClickHouseStore> {
    for (const statement of schemaStatements()) await engine.run(statement);
    return new ClickHouseStore(engine, clock);
  }

  async insert(sketches: readonly FleetSketch[]): Promise<boolean[]> {
    if (sketches.length === 0) return [];
    const rows = sketches.map(sketchRow);
    const known = await this.#knownKeys(rows);
    const fresh = rows.map(({ key }) => {
      if (known.has(key)) return false;
      known.add(key);
      return true;
    });
    const received = this.#clock();
    const values = rows.filter((_, at) => fresh[at]).map((row) => columnsOf(row, received));
    if (values.length > 0) await this.#engine.insert('tfjs_drift.sketches', values);
    return fresh;
  }

  /**
   * Looked up where the tests read: had an insert reached `sketches` and not the view behind it, it must come again.
   */
  async #knownKeys(rows: readonly SketchRow[]): Promise<Set<string>> {
    const found = await this.#engine.rows(
      `SELECT sketch_id, period_ms, toUnixTimestamp64Milli(period) AS ms, device, sequence, nonce
FROM tfjs_drift.device_periods
WHERE has({sketchIds:Array(String)}, sketch_id) AND has({hashes:Array(UInt64)}, device_hash)
  AND period >= {from:DateTime64(3, 'UTC')} AND period <= {to:DateTime64(3, 'UTC')}`,
      {
        sketchIds: [...new Set(rows.map(({ sketch }) => sketch.sketchId))],
        hashes: [...new Set(rows.map(({ deviceHash }) => deviceHash))],
        from: dateTime(rows.reduce((least, { period }) => Math.min(least, period), Infinity)),
        to: dateTime(rows.reduce((most, { period }) => Math.max(most, period), 0)),
      },
    );
    const keys = found.map((row) =>
      keyOf({
        sketchId: String(row['sketch_id']),
        periodMs: Number(row['period_ms']),
        period: new Date(Number(row['ms'])).toISOString(),
        device: row['device'] === '' ? null : String(row['device']),
        sequence: Number(row['sequence']),
        id: String(row['nonce']),
      }),
    );
    return new Set(keys);
  }

  async putSpace(space: SketchSpace): Promise<void> {
    const known = await this.#spacesOf(space.sketchId);
    if (known.length === 0) {
      const row = { sketch_id: space.sketchId, space: JSON.stringify(space) };
      await this.#engine.insert('tfjs_drift.sketch_spaces', [row]);
    }
    for (const one of await this.#spacesOf(space.sketchId)) requireSameSpace(one, space);
  }

  async #spacesOf(sketchId: string): Promise<SketchSpace[]> {
    const rows = await this.#engine.rows(
      'SELECT any(space) AS text FROM tfjs_drift.sketch_spaces WHERE sketch_id = {sketchId:String} GROUP BY sketch_id',
      { sketchId },
    );
    return rows.map(({ text }) => JSON.parse(String(text)));
  }

  async spaces(): Promise<SketchSpace[]> {
    const rows = await this.#engine.rows(
      'SELECT any(space) AS text FROM tfjs_drift.sketch_spaces GROUP BY sketch_id ORDER BY sketch_id',
    );
    return rows.map(({ text }) => JSON.parse(String(text)));
  }

  async changes(query: ChangeQuery): Promise<Changes> {
    const { groups, counts } = await changesOf(this.#engine, query);
    return { ...counts, buckets: groups.get('') ?? [] };
  }

  async changesByGroup(query: ChangeQuery & { readonly by: Grouping }): Promise<GroupedBuckets> {
    const { groups, inSeveral } = await changesOf(this.#engine, query, query.by);
    return { groups, inSeveral };
  }

  meansByGroup(query: MeanQuery & { readonly by: Grouping }): Promise<GroupedBuckets> {
    return meansOf(this.#engine, query, query.by);
  }

  deviceSeries(query: SeriesQuery): Promise<DevicePeriod[]> {
    return history.deviceSeries(this.#engine, query);
  }

  devices(query: DeviceQuery): Promise<DeviceSummary[]> {
    return history.devices(this.#engine, query);
  }

  evidence(query: EvidenceQuery): Promise<PeriodEvidence> {
    return history.evidence(this.#engine, query);
  }

  timeline(query: SpanQuery): Promise<FleetPeriod[]> {
    return history.timeline(this.#engine, query);
  }

  sketchIds(since: number): Promise<SketchIdSummary[]> {
    return history.sketchIds(this.#engine, since);
  }

  async noteLeftOut(notes: readonly LeftOut[]): Promise<void> {
    if (notes.length === 0) return;
    const now = dateTime(this.#clock());
    const rows = notes.map(({ day, reason, sketchId, release, count, device, message }) => ({
      ...{ day, reason, sketch_id: sketchId, release, count },
      example: [now, device, message],
    }));
    await this.#engine.insert('tfjs_drift.left_out', rows);
  }

  async leftOut(since: number): Promise<LeftOut[]> {
    const rows = await this.#engine.rows(
      `SELECT toString(day) AS date, reason, sketch_id, release, sum(count) AS number,
  max(example) AS latest, latest.2 AS named, latest.3 AS said
FROM tfjs_drift.left_out WHERE day >= {since:Date} GROUP BY day, reason, sketch_id, release
ORDER BY day DESC, number DESC, reason, sketch_id, release`,
      { since: dateTime(since).slice(0, 10) },
    );
    return rows.map((row) => ({
      day: String(row['date']),
      reason: String(row['reason']),
      sketchId: String(row['sketch_id']),
      release: String(row['release']),
      count: Number(row['number']),
      device: String(row['named']),
      message: String(row['said']),
    }));
  }

  async expire({ rawDays, stateDays }: Retention, now: number): Promise<void> {
    const drop = async (table: string, time: string, days: number): Promise<void> => {
      if (!Number.isFinite(days)) return;
      await this.#engine.run(
        `DELETE FROM tfjs_drift.${table} ON CLUSTER '{cluster}' WHERE ${time} < {before:DateTime64(3, 'UTC')}`,
        { before: dateTime(Math.floor(now - days * DAY_MS)) },
      );
    };
    await drop('sketches_local', 'period', rawDays);
    await drop('device_periods_local', 'period', stateDays);
    await drop('left_out_local', 'toDateTime64(day, 3)', stateDays);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
