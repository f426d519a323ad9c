import { type DuckDBValue, listValue } from '@duckdb/node-api';
import { BUCKETS, type BucketSums } from '../../../src/core/fleet/buckets.js';
import type { Changes, ChangeQuery, Grouping, MeanQuery } from '../fleetStore.js';
import type { DuckDbFile, Row } from './duckDbFile.js';
import { timestamp } from './incoming.js';

/**
 * The difference of two means of a device, and its sum over a bucket of devices, are sums of sketches that are weighted
 * by one over the device's number of rows. So rows are counted first, by device, from a few narrow columns, and the
 * wide ones are then read once and grouped by bucket alone: no engine ever holds a vector for each device.
 */

/** What a device is grouped by, from fixed texts; a label's key is bound. */
function groupSql(by: Grouping | undefined): string {
  if (by === undefined) return "''";
  if (by.by === 'label') return "coalesce(labels[$label], '')";
  return by.by === 'app' ? 'app' : 'release';
}

const UNITS = (by: Grouping | undefined): string => `
now AS (
  SELECT device_hash, ${groupSql(by)} AS grp, sum(count)::DOUBLE AS rows
  FROM device_periods WHERE ${WITHIN('periods')} AND device <> ''
  GROUP BY ALL HAVING rows >= $least
), earlier AS (
  SELECT device_hash, sum(count)::DOUBLE AS rows
  FROM device_periods WHERE ${WITHIN('baseline')} AND device <> ''
  GROUP BY ALL HAVING rows >= $least
)`;

/** The span lets the engine pass over what lies outside it without looking. */
function WITHIN(periods: 'periods' | 'baseline'): string {
  return `sketch_id = $sketchId AND period_ms = $periodMs
    AND period BETWEEN list_min($${periods}) AND list_max($${periods}) AND list_contains($${periods}, period)`;
}

/** @param landmarks Of the sketch id. */
function weightedSums(landmarks: number): string {
  return Array.from({ length: landmarks }, (_, at) => `sum(w * sums[${at + 1}])`).join(', ');
}

/** What changed, by group and bucket. */
export async function changesOf(
  file: DuckDbFile,
  query: ChangeQuery,
  by?: Grouping,
): Promise<{ groups: Map<string, BucketSums[]>; counts: Omit<Changes, 'buckets'> }> {
  const values = bound(query, by, query.baseline);
  const [counted] = await file.read(
    `WITH ${UNITS(by)}, devices AS (SELECT DISTINCT device_hash FROM now)
SELECT count(*) FILTER (devices.device_hash IS NOT NULL AND earlier.device_hash IS NOT NULL) AS compared,
  count(*) FILTER (earlier.device_hash IS NULL) AS without_baseline,
  count(*) FILTER (devices.device_hash IS NULL) AS without_period
FROM devices FULL JOIN earlier USING (device_hash)`,
    values,
  );
  const counts = {
    compared: Number(counted!['compared']),
    withoutBaseline: Number(counted!['without_baseline']),
    withoutPeriod: Number(counted!['without_period']),
  };
  if (counts.compared === 0) return { groups: new Map(), counts };
  const landmarks = await landmarksOf(file, query);
  const rows = await file.read(
    `WITH ${UNITS(by)}, units AS MATERIALIZED (
  SELECT grp, device_hash, ${bucketSql(counts.compared)} AS bucket, now.rows AS rows, earlier.rows AS rows_earlier
  FROM now JOIN earlier USING (device_hash)
), sizes AS (
  SELECT grp, bucket, count(*) AS devices FROM units GROUP BY ALL
), weighted AS (
  SELECT units.grp, bucket, 1 / units.rows AS w, sums
  FROM (SELECT device_hash, ${groupSql(by)} AS grp, sums FROM device_periods
    WHERE ${WITHIN('periods')} AND device <> '') AS sketch
  JOIN units ON sketch.device_hash = units.device_hash AND sketch.grp = units.grp
  UNION ALL
  SELECT grp, bucket, -1 / rows_earlier AS w, sums
  FROM (SELECT device_hash, sums FROM device_periods
    WHERE ${WITHIN('baseline')} AND device <> '') AS sketch
  JOIN units USING (device_hash)
)
SELECT grp, bucket, any_value(devices) AS devices, [${weightedSums(landmarks)}] AS sums
FROM weighted JOIN sizes USING (grp, bucket) GROUP BY grp, bucket ORDER BY grp, bucket`,
    values,
  );
  return { groups: groupsOf(rows), counts };
}

/** Means of devices and of unpaired sketches, by group and bucket. */
export async function meansOf(
  file: DuckDbFile,
  query: MeanQuery,
  by: Grouping,
): Promise<Map<string, BucketSums[]>> {
  const values = bound(query, by);
  const units = `units AS MATERIALIZED (
  SELECT device_hash, ${groupSql(by)} AS grp, sum(count)::DOUBLE AS rows
  FROM device_periods WHERE ${WITHIN('periods')} GROUP BY ALL HAVING rows >= $least
)`;
  const [counted] = await file.read(
    `WITH ${units} SELECT count(DISTINCT device_hash) AS devices FROM units`,
    values,
  );
  const devices = Number(counted!['devices']);
  if (devices === 0) return new Map();
  const landmarks = await landmarksOf(file, query);
  const rows = await file.read(
    `WITH ${units}, bucketed AS (
  SELECT *, ${bucketSql(devices)} AS bucket FROM units
), sizes AS (
  SELECT grp, bucket, count(*) AS devices FROM bucketed GROUP BY ALL
), weighted AS (
  SELECT sketch.grp, bucket, 1 / rows AS w, sums
  FROM (SELECT device_hash, ${groupSql(by)} AS grp, sums FROM device_periods WHERE ${WITHIN('periods')}) AS sketch
  JOIN bucketed ON sketch.device_hash = bucketed.device_hash AND sketch.grp = bucketed.grp
)
SELECT grp, bucket, any_value(devices) AS devices, [${weightedSums(landmarks)}] AS sums
FROM weighted JOIN sizes USING (grp, bucket) GROUP BY grp, bucket ORDER BY grp, bucket`,
    values,
  );
  return groupsOf(rows);
}

/** A bucket for each device where there are few, in the order of their hashes; the numbers follow later. */
function bucketSql(devices: number): string {
  return devices <= BUCKETS ? 'device_hash' : `device_hash % ${BUCKETS}`;
}

async function landmarksOf(file: DuckDbFile, { sketchId }: MeanQuery): Promise<number> {
  const [found] = await file.read(
    'SELECT max(landmarks) AS landmarks FROM device_periods WHERE sketch_id = $sketchId',
    { sketchId },
  );
  return Number(found!['landmarks']);
}

function groupsOf(rows: readonly Row[]): Map<string, BucketSums[]> {
  // Hashes of 64 bits are no safe integers.
  const hashes = [...new Set(rows.map(({ bucket }) => bucket as bigint))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const numbers = new Map(hashes.map((hash, at) => [hash, at]));
  const groups = new Map<string, BucketSums[]>();
  for (const row of rows) {
    const group = String(row['grp']);
    const buckets = groups.get(group) ?? [];
    groups.set(group, buckets);
    const { items } = row['sums'] as { items: readonly number[] };
    buckets.push({
      bucket: numbers.get(row['bucket'] as bigint)!,
      devices: Number(row['devices']),
      sums: Float64Array.from(items),
    });
  }
  return groups;
}

function bound(
  { sketchId, periodMs, periods, minCount = 1 }: MeanQuery,
  by: Grouping | undefined,
  baseline?: readonly number[],
): Record<string, DuckDBValue> {
  return {
    sketchId,
    periodMs,
    least: minCount,
    periods: listValue(periods.map(timestamp)),
    ...(baseline && { baseline: listValue(baseline.map(timestamp)) }),
    ...(by?.by === 'label' && { label: by.key }),
  };
}
