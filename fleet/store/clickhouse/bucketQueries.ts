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
 * Of what came twice, `FINAL` takes one. On the few narrow columns that rows are counted by it costs little, on sums
 * as much as all the rest. So sums are first read without it, and again with it only where more sketches came than
 * were counted: there are copies that are not merged yet, or new sketches.
 */
type Reading = 'once' | 'as it lies';

/** Of what came twice, one. */
export const ONCE = 'tfjs_drift.device_periods_local FINAL';
/** What came twice is of one period, and so in one partition. */
export const BY_PARTITION = 'SETTINGS do_not_merge_across_partitions_select_final = 1';

function sketchesWhere(condition: string, columns: string, reading: Reading): string {
  const [table, settings] =
    reading === 'once' ? [ONCE, BY_PARTITION] : ['tfjs_drift.device_periods_local', ''];
  return `SELECT device_hash, ${columns} FROM ${table} WHERE ${condition} ${settings}`;
}

const PERIODS = "{periods:Array(DateTime64(3, 'UTC'))}";
const ALL_PERIODS = "{allPeriods:Array(DateTime64(3, 'UTC'))}";

/** What changed, by group and bucket. */
export async function changesOf(
  engine: ClickHouseEngine,
  query: ChangeQuery,
  by?: Grouping,
): Promise<GroupedBuckets & { readonly counts: Omit<Changes, 'buckets'> }> {
  requirePeriods(query);
  const allPeriods = [...query.periods, ...query.baseline].map(dateTime);
  const values = { ...bound(query, by), allPeriods };
  const sketches = (columns: string, reading: Reading, condition: string = ''): string =>
    sketchesWhere(
      `${within(ALL_PERIODS)} ${condition}`,
      `period IN ${PERIODS} AS is_now, ${columns}`,
      reading,
    );
  const units = (reading: Reading): string =>
    `SELECT device_hash, count() AS parts, sumIf(count, is_now) AS rows, sumIf(count, NOT is_now) AS rows_earlier,
    ${by ? 'minIf(named, is_now) AS grp, maxIf(named, is_now) AS other' : "'' AS grp, '' AS other"},
    rows >= {least:UInt32} AS has_now, rows_earlier >= {least:UInt32} AS has_earlier
  FROM (${sketches(`count, ${groupSql(by)} AS named`, reading, "AND device != ''")}) GROUP BY device_hash`;
  const counted = await totals(
    engine,
    `SELECT countIf(has_now AND has_earlier) AS compared, countIf(has_now AND NOT has_earlier) AS without_baseline,
  countIf(NOT has_now AND has_earlier) AS without_period,
  countIf(has_now AND has_earlier AND grp != other) AS several,
  sumIf(parts, has_now AND has_earlier AND grp = other) AS parts
FROM (${units('once')})`,
    ['compared', 'without_baseline', 'without_period', 'several', 'parts'],
    values,
  );
  const groups = await bucketsOf(engine, values, counted['compared']!, counted['parts']!, {
    units: (reading) => `SELECT device_hash, grp, 1 / rows AS w, -1 / rows_earlier AS w_earlier
  FROM (${units(reading)}) WHERE has_now AND has_earlier AND grp = other`,
    sketches: (reading) => sketches('sums', reading),
    weight: 'if(is_now, w, w_earlier)',
    group: by ? 'grp' : "''",
  });
  const counts = {
    compared: counted['compared']!,
    withoutBaseline: counted['without_baseline']!,
    withoutPeriod: counted['without_period']!,
  };
  return { groups, inSeveral: counted['several']!, counts };
}

/** Means of devices and of unpaired sketches, by group and bucket. */
export async function meansOf(
  engine: ClickHouseEngine,
  query: MeanQuery,
  by: Grouping,
): Promise<GroupedBuckets> {
  requirePeriods(query);
  const values = bound(query, by);
  const sketches = (columns: string, reading: Reading): string =>
    sketchesWhere(within(PERIODS), columns, reading);
  const units = (reading: Reading): string =>
    `SELECT device_hash, count() AS parts, sum(count) AS rows, min(named) AS grp, max(named) AS other
  FROM (${sketches(`count, ${groupSql(by)} AS named`, reading)}) GROUP BY device_hash HAVING rows >= {least:UInt32}`;
  const counted = await totals(
    engine,
    `SELECT count() AS devices, countIf(grp != other) AS several, sumIf(parts, grp = other) AS parts
FROM (${units('once')})`,
    ['devices', 'several', 'parts'],
    values,
  );
  const groups = await bucketsOf(engine, values, counted['devices']!, counted['parts']!, {
    units: (reading) =>
      `SELECT device_hash, grp, 1 / rows AS w FROM (${units(reading)}) WHERE grp = other`,
    sketches: (reading) => sketches('sums', reading),
    weight: 'w',
    group: 'grp',
  });
  return { groups, inSeveral: counted['several']! };
}

async function totals(
  engine: ClickHouseEngine,
  query: string,
  names: readonly string[],
  values: Readonly<Record<string, Value>>,
): Promise<Record<string, number>> {
  const columns = names.map((name) => `sum(${name}) AS total_${name}`).join(', ');
  const [row] = await engine.rows(onShards(columns, query), values);
  return Object.fromEntries(names.map((name) => [name, Number(row![`total_${name}`])]));
}

interface WeightedSums {
  /** Of device_hash, grp and weights. */
  readonly units: (reading: Reading) => string;
  /** Of device_hash and sums. */
  readonly sketches: (reading: Reading) => string;
  readonly weight: string;
  readonly group: string;
}

/** @param parts Sketches that are to be in them. */
async function bucketsOf(
  engine: ClickHouseEngine,
  values: Readonly<Record<string, Value>>,
  devices: number,
  parts: number,
  weighted: WeightedSums,
): Promise<Map<string, BucketSums[]>> {
  if (devices === 0) return new Map();
  const quickly = await readBuckets(engine, values, devices, weighted, 'as it lies');
  const isWhole = quickly.parts === parts;
  return (isWhole ? quickly : await readBuckets(engine, values, devices, weighted, 'once')).groups;
}

async function readBuckets(
  engine: ClickHouseEngine,
  values: Readonly<Record<string, Value>>,
  devices: number,
  { units, sketches, weight, group }: WeightedSums,
  reading: Reading,
): Promise<{ readonly groups: Map<string, BucketSums[]>; readonly parts: number }> {
  const bucket = devices <= BUCKETS ? 'device_hash' : `device_hash % ${BUCKETS}`;
  const rows = await engine.rows(
    `${onShards(
      'grp, toString(bucket) AS name, sum(devices) AS count, sum(parts) AS all_parts, sumForEachMerge(sums) AS sums',
      `SELECT ${group} AS grp, ${bucket} AS bucket, uniqExact(device_hash) AS devices, count() AS parts,
  sumForEachState(arrayMap(sum -> sum * weight, sums)) AS sums
FROM (
  SELECT device_hash, ${group} AS grp, sums, ${weight} AS weight
  FROM (${sketches(reading)}) AS sketch INNER JOIN (${units(reading)}) AS unit USING (device_hash)
) GROUP BY grp, bucket`,
    )} GROUP BY grp, bucket ORDER BY grp, bucket`,
    values,
  );
  const groups = groupsOf(
    rows.map(({ grp, name, count, sums }) => ({
      group: String(grp),
      bucket: BigInt(String(name)),
      devices: Number(count),
      sums: Float64Array.from(sums as number[]),
    })),
  );
  return { groups, parts: rows.reduce((sum, row) => sum + Number(row['all_parts']), 0) };
}

/** @param query Runs on each shard, of its own devices. */
export function onShards(columns: string, query: string): string {
  return `SELECT ${columns} FROM cluster('{cluster}', view(${query}))`;
}

/** The span lets the engine pass over what lies outside it without looking. */
function within(periods: string): string {
  return `sketch_id = {sketchId:String} AND period_ms = {periodMs:UInt32}
    AND period >= arrayMin(${periods}) AND period <= arrayMax(${periods}) AND period IN ${periods}`;
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
