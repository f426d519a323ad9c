import { type DuckDBValue, listValue } from '@duckdb/node-api';
import { BUCKETS, type BucketSums } from '../../../src/core/fleet/buckets.js';
import { requirePeriods } from '../checkQuery.js';
import type { ChangeQuery, Changes, GroupedBuckets, Grouping, MeanQuery } from '../fleetStore.js';
import { groupsOf } from '../groupsOf.js';
import type { DuckDbFile } from './duckDbFile.js';
import { timestamp } from './incoming.js';

/**
 * The difference of two means of a device, and its sum over a bucket of devices, are sums of sketches that are weighted
 * by one over the device's number of rows. So rows are counted first, by device, from a few narrow columns; then the
 * wide ones are read once, and grouped by bucket alone: the engine never holds a vector for each device.
 */
type Span = 'periods' | 'baseline';

/** Rows of a span; its ends let the engine pass over what lies outside without looking. */
function rowsOf(span: Span): string {
  return `FROM device_periods WHERE sketch_id = $sketchId AND period_ms = $periodMs
    AND period BETWEEN list_min($${span}) AND list_max($${span}) AND list_contains($${span}, period)`;
}

/** Devices with their number of rows and their group. */
function countsOf(span: Span, by: Grouping | undefined): string {
  return `SELECT device_hash, sum(count)::DOUBLE AS rows, min(${groupSql(by)}) AS grp, max(${groupSql(by)}) AS other
  ${rowsOf(span)} ${by === undefined || span === 'baseline' ? "AND device <> ''" : ''}
  GROUP BY device_hash HAVING rows >= $least`;
}

/** From fixed texts; a label's key is bound. */
function groupSql(by: Grouping | undefined): string {
  if (by === undefined) return "''";
  if (by.by === 'label') return "coalesce(labels[$label], '')";
  return by.by === 'app' ? 'app' : 'release';
}

/** What changed, by group and bucket. */
export async function changesOf(
  file: DuckDbFile,
  query: ChangeQuery,
  by?: Grouping,
): Promise<GroupedBuckets & { readonly counts: Omit<Changes, 'buckets'> }> {
  requirePeriods(query);
  const values = bound(query, by, query.baseline);
  const both = `now AS (${countsOf('periods', by)}), earlier AS (${countsOf('baseline', undefined)})`;
  const [counted] = await file.read(
    `WITH ${both}
SELECT count(*) FILTER (now.rows IS NOT NULL AND earlier.rows IS NOT NULL) AS compared,
  count(*) FILTER (earlier.rows IS NULL) AS without_baseline,
  count(*) FILTER (now.rows IS NULL) AS without_period,
  count(*) FILTER (now.grp <> now.other AND earlier.rows IS NOT NULL) AS several
FROM now FULL JOIN earlier USING (device_hash)`,
    values,
  );
  const counts = {
    compared: Number(counted!['compared']),
    withoutBaseline: Number(counted!['without_baseline']),
    withoutPeriod: Number(counted!['without_period']),
  };
  const groups = await bucketsOf(file, query, values, counts.compared, {
    units: `${both}, units AS (
  SELECT device_hash, now.grp AS grp, 1 / now.rows AS w, -1 / earlier.rows AS w_earlier
  FROM now JOIN earlier USING (device_hash) WHERE now.grp = now.other
)`,
    weighted: `SELECT device_hash, true AS is_now, sums ${rowsOf('periods')}
  UNION ALL SELECT device_hash, false AS is_now, sums ${rowsOf('baseline')}`,
    weight: 'CASE WHEN is_now THEN w ELSE w_earlier END',
  });
  return { groups, inSeveral: Number(counted!['several']), counts };
}

/** Means of devices and of unpaired sketches, by group and bucket. */
export async function meansOf(
  file: DuckDbFile,
  query: MeanQuery,
  by: Grouping,
): Promise<GroupedBuckets> {
  requirePeriods(query);
  const values = bound(query, by);
  const now = `now AS (${countsOf('periods', by)})`;
  const [counted] = await file.read(
    `WITH ${now} SELECT count(*) AS devices, count(*) FILTER (grp <> other) AS several FROM now`,
    values,
  );
  const groups = await bucketsOf(file, query, values, Number(counted!['devices']), {
    units: `${now}, units AS (SELECT device_hash, grp, 1 / rows AS w FROM now WHERE grp = other)`,
    weighted: `SELECT device_hash, sums ${rowsOf('periods')}`,
    weight: 'w',
  });
  return { groups, inSeveral: Number(counted!['several']) };
}

interface WeightedSums {
  /** Ends with a table `units` of device_hash, grp and weights. */
  readonly units: string;
  /** Rows of device_hash and sums. */
  readonly weighted: string;
  readonly weight: string;
}

async function bucketsOf(
  file: DuckDbFile,
  { sketchId }: MeanQuery,
  values: Record<string, DuckDBValue>,
  devices: number,
  { units, weighted, weight }: WeightedSums,
): Promise<Map<string, BucketSums[]>> {
  if (devices === 0) return new Map();
  const [found] = await file.read(
    'SELECT max(landmarks) AS landmarks FROM device_periods WHERE sketch_id = $sketchId',
    { sketchId },
  );
  const landmarks = Number(found!['landmarks']);
  // Hashes stand for buckets where each device has one; they are numbered below.
  const bucket = devices <= BUCKETS ? 'device_hash' : `device_hash % ${BUCKETS}`;
  const sums = Array.from({ length: landmarks }, (_, at) => `sum(weight * sums[${at + 1}])`);
  const rows = await file.read(
    `WITH ${units}, bucketed AS MATERIALIZED (
  SELECT *, ${bucket} AS bucket FROM units
), sizes AS (
  SELECT grp, bucket, count(*) AS devices FROM bucketed GROUP BY ALL
), weighted AS (
  SELECT grp, bucket, ${weight} AS weight, sums FROM (${weighted}) JOIN bucketed USING (device_hash)
), summed AS (
  SELECT grp, bucket, [${sums.join(', ')}] AS sums FROM weighted GROUP BY grp, bucket
)
SELECT grp, bucket, devices, sums FROM summed JOIN sizes USING (grp, bucket) ORDER BY grp, bucket`,
    values,
  );
  return groupsOf(
    rows.map(({ grp, bucket, devices: count, sums: summed }) => ({
      group: String(grp),
      bucket: bucket as bigint,
      devices: Number(count),
      sums: Float64Array.from((summed as { items: readonly number[] }).items),
    })),
  );
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
