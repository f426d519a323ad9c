import { BUCKETS, type BucketSums } from '../../../src/core/fleet/buckets.js';
import { requirePeriods } from '../checkQuery.js';
import type { ChangeQuery, Changes, GroupedBuckets, Grouping, MeanQuery } from '../fleetStore.js';
import { groupsOf } from '../groupsOf.js';
import type { ClickHouseEngine, Value } from './engine.js';
import { dateTime } from './tables.js';

/**
 * As in DuckDB (`duckdb/bucketQueries.ts`): rows are counted by device first, then sketches are weighted and grouped by
 * bucket. Both happen on the device's own shard, within `view()`; states of sums are all that shards send.
 *
 */
function sketchesWhere(condition: string, columns: string): string {
  return `SELECT device_hash, ${columns} FROM ${ONCE} WHERE ${condition} ${BY_PARTITION}`;
}

/** Of what came twice, one. */
export const ONCE = 'tfjs_drift.device_periods_local FINAL';
/** What came twice is of one period, and so in one partition. */
export const BY_PARTITION = 'SETTINGS do_not_merge_across_partitions_select_final = 1';

const PERIODS = "{periods:Array(DateTime64(3, 'UTC'))}";
const BASELINE = "{baseline:Array(DateTime64(3, 'UTC'))}";

/** What changed, by group and bucket. */
export async function changesOf(
  engine: ClickHouseEngine,
  query: ChangeQuery,
  by?: Grouping,
): Promise<GroupedBuckets & { readonly counts: Omit<Changes, 'buckets'> }> {
  requirePeriods(query);
  const values = { ...bound(query, by), baseline: query.baseline.map(dateTime) };
  const all = `arrayConcat(${PERIODS}, ${BASELINE})`;
  const sketches = (columns: string): string =>
    sketchesWhere(
      `${within(all)} AND device != ''`,
      `has(${PERIODS}, period) AS is_now, ${columns}`,
    );
  const units = `SELECT device_hash, sumIf(count, is_now) AS rows, sumIf(count, NOT is_now) AS rows_earlier,
    minIf(named, is_now) AS grp, maxIf(named, is_now) AS other
  FROM (${sketches(`count, ${groupSql(by)} AS named`)}) GROUP BY device_hash`;
  const [counted] = await engine.rows(
    onShards(
      'sum(compared) AS compared, sum(without_baseline) AS without_baseline, sum(without_period) AS without_period, sum(several) AS several',
      `SELECT countIf(rows >= {least:UInt32} AND rows_earlier >= {least:UInt32}) AS compared,
  countIf(rows >= {least:UInt32} AND rows_earlier < {least:UInt32}) AS without_baseline,
  countIf(rows < {least:UInt32} AND rows_earlier >= {least:UInt32}) AS without_period,
  countIf(rows >= {least:UInt32} AND rows_earlier >= {least:UInt32} AND grp != other) AS several
FROM (${units})`,
    ),
    values,
  );
  const counts = {
    compared: Number(counted!['compared']),
    withoutBaseline: Number(counted!['without_baseline']),
    withoutPeriod: Number(counted!['without_period']),
  };
  const groups = await bucketsOf(engine, values, counts.compared, {
    units: `SELECT device_hash, grp, 1 / rows AS w, -1 / rows_earlier AS w_earlier FROM (${units})
  WHERE rows >= {least:UInt32} AND rows_earlier >= {least:UInt32} AND grp = other`,
    sketches: sketches('sums'),
    weight: 'if(is_now, w, w_earlier)',
  });
  return { groups, inSeveral: Number(counted!['several']), counts };
}

/** Means of devices and of unpaired sketches, by group and bucket. */
export async function meansOf(
  engine: ClickHouseEngine,
  query: MeanQuery,
  by: Grouping,
): Promise<GroupedBuckets> {
  requirePeriods(query);
  const values = bound(query, by);
  const sketches = (columns: string): string => sketchesWhere(within(PERIODS), columns);
  const units = `SELECT device_hash, sum(count) AS rows, min(named) AS grp, max(named) AS other
  FROM (${sketches(`count, ${groupSql(by)} AS named`)}) GROUP BY device_hash HAVING rows >= {least:UInt32}`;
  const [counted] = await engine.rows(
    onShards(
      'sum(devices) AS devices, sum(several) AS several',
      `SELECT count() AS devices, countIf(grp != other) AS several FROM (${units})`,
    ),
    values,
  );
  const groups = await bucketsOf(engine, values, Number(counted!['devices']), {
    units: `SELECT device_hash, grp, 1 / rows AS w FROM (${units}) WHERE grp = other`,
    sketches: sketches('sums'),
    weight: 'w',
  });
  return { groups, inSeveral: Number(counted!['several']) };
}

interface WeightedSums {
  /** Of device_hash, grp and weights. */
  readonly units: string;
  /** Of device_hash and sums. */
  readonly sketches: string;
  readonly weight: string;
}

async function bucketsOf(
  engine: ClickHouseEngine,
  values: Readonly<Record<string, Value>>,
  devices: number,
  { units, sketches, weight }: WeightedSums,
): Promise<Map<string, BucketSums[]>> {
  if (devices === 0) return new Map();
  const bucket = devices <= BUCKETS ? 'device_hash' : `device_hash % ${BUCKETS}`;
  const rows = await engine.rows(
    `${onShards(
      'grp, toString(bucket) AS name, sum(devices) AS count, sumForEachMerge(sums) AS sums',
      `SELECT grp, ${bucket} AS bucket, uniqExact(device_hash) AS devices,
  sumForEachState(arrayMap(sum -> sum * ${weight}, sums)) AS sums
FROM (${sketches}) AS sketch INNER JOIN (${units}) AS unit USING (device_hash) GROUP BY grp, bucket`,
    )} GROUP BY grp, bucket ORDER BY grp, bucket`,
    values,
  );
  return groupsOf(
    rows.map(({ grp, name, count, sums }) => ({
      group: String(grp),
      bucket: BigInt(String(name)),
      devices: Number(count),
      sums: Float64Array.from(sums as number[]),
    })),
  );
}

/** @param query Runs on each shard, of its own devices. */
export function onShards(columns: string, query: string): string {
  return `SELECT ${columns} FROM cluster('{cluster}', view(${query}))`;
}

/** The span lets the engine pass over what lies outside it without looking. */
function within(periods: string): string {
  return `sketch_id = {sketchId:String} AND period_ms = {periodMs:UInt32}
    AND period >= arrayMin(${periods}) AND period <= arrayMax(${periods}) AND has(${periods}, period)`;
}

/** From fixed texts; a label's key is bound. */
function groupSql(by: Grouping | undefined): string {
  if (by === undefined) return "''";
  if (by.by === 'label') return 'labels[{label:String}]';
  return by.by === 'app' ? 'app' : 'release';
}

function bound(
  { sketchId, periodMs, periods, minCount = 1 }: MeanQuery,
  by: Grouping | undefined,
): Record<string, Value> {
  return {
    sketchId,
    periodMs,
    least: minCount,
    periods: periods.map(dateTime),
    ...(by?.by === 'label' && { label: by.key }),
  };
}
