import {
  type DuckDBMapValue,
  type DuckDBTimestampValue,
  type DuckDBValue,
  listValue,
} from '@duckdb/node-api';
import { requireDevices, requireLimit } from '../checkQuery.js';
import type {
  DevicePeriod,
  DeviceQuery,
  DeviceSummary,
  EvidenceQuery,
  FleetPeriod,
  PeriodEvidence,
  SeriesQuery,
  SketchIdSummary,
  SpanQuery,
} from '../fleetStore.js';
import { foldedPeriods } from '../foldedPeriods.js';
import { deviceHash } from '../sketchRow.js';
import type { DuckDbFile, Row } from './duckDbFile.js';
import { timestamp } from './incoming.js';

const SPAN = `sketch_id = $sketchId AND period_ms = $periodMs AND period >= $from AND period < $to`;

export async function deviceSeries(file: DuckDbFile, query: SeriesQuery): Promise<DevicePeriod[]> {
  requireDevices(query);
  const rows = await file.read(
    `SELECT device, period, sum(count) AS count, max(landmarks) AS landmarks,
  [${Array.from({ length: 64 }, (_, at) => `sum(sums[${at + 1}]::DOUBLE)`).join(', ')}] AS sums,
  arg_max(state, sequence) AS state, arg_max(release, sequence) AS release,
  arg_max(evidence, sequence) AS evidence, arg_max(evidence_samples, sequence) AS samples
FROM device_periods WHERE ${SPAN} AND list_contains($hashes, device_hash)
GROUP BY device, period ORDER BY device, period`,
    { ...span(query), hashes: listValue(query.devices.map(deviceHash)) },
  );
  return rows.map((row) => {
    const { items } = row['sums'] as { items: readonly number[] };
    return {
      device: String(row['device']),
      period: ms(row['period']),
      count: Number(row['count']),
      sums: Float64Array.from(items.slice(0, Number(row['landmarks']))),
      state: String(row['state']),
      evidence: evidenceOf(row),
      release: String(row['release']),
    };
  });
}

export async function devices(file: DuckDbFile, query: DeviceQuery): Promise<DeviceSummary[]> {
  const rows = await file.read(
    `SELECT device, count(DISTINCT period) AS periods, sum(count) AS count, max(period) AS latest,
  arg_max(state, (period, sequence)) AS state, arg_max(release, (period, sequence)) AS release,
  arg_max(labels, (period, sequence)) AS labels
FROM device_periods WHERE ${SPAN} AND device > $after AND ($only = '' OR device = $only)
GROUP BY device ORDER BY device LIMIT $limit`,
    {
      ...span(query),
      after: query.after ?? '',
      only: query.only ?? '',
      limit: requireLimit(query),
    },
  );
  return rows.map((row) => ({
    device: String(row['device']),
    periods: Number(row['periods']),
    count: Number(row['count']),
    latestPeriod: ms(row['latest']),
    state: String(row['state']),
    release: String(row['release']),
    labels: Object.fromEntries(
      (row['labels'] as DuckDBMapValue).entries.map(({ key, value }) => [
        String(key),
        String(value),
      ]),
    ),
  }));
}

export async function evidence(file: DuckDbFile, query: EvidenceQuery): Promise<PeriodEvidence> {
  const { sketchId, periodMs, period, atLeast = 1 } = query;
  const latest = `latest AS (
  SELECT device, arg_max(evidence, sequence) AS evidence, arg_max(evidence_samples, sequence) AS samples
  FROM device_periods
  WHERE sketch_id = $sketchId AND period_ms = $periodMs AND period = $period AND device <> '' AND evidence IS NOT NULL
  GROUP BY device
)`;
  const values = { sketchId, periodMs, period: timestamp(period) };
  const [counted] = await file.read(
    `WITH ${latest} SELECT count(*) AS devices FROM latest`,
    values,
  );
  const rows = await file.read(
    `WITH ${latest} SELECT device, evidence, samples FROM latest
WHERE evidence / samples >= $atLeast ORDER BY evidence / samples DESC, device`,
    { ...values, atLeast },
  );
  return {
    devices: Number(counted!['devices']),
    found: rows.map((row) => ({ device: String(row['device']), ...evidenceOf(row)! })),
  };
}

export async function timeline(file: DuckDbFile, query: SpanQuery): Promise<FleetPeriod[]> {
  const rows = await file.read(
    `WITH device AS (
  SELECT period, device_hash, device, sum(count) AS count, arg_max(state, sequence) AS state
  FROM device_periods WHERE ${SPAN} GROUP BY ALL
)
SELECT period, state, count(*) FILTER (device <> '') AS devices, count(*) FILTER (device = '') AS unpaired,
  sum(count) AS count
FROM device GROUP BY period, state ORDER BY period, state`,
    span(query),
  );
  return foldedPeriods(
    rows.map((row) => ({
      period: ms(row['period']),
      state: String(row['state']),
      devices: Number(row['devices']),
      unpaired: Number(row['unpaired']),
      count: Number(row['count']),
    })),
  );
}

export async function sketchIds(file: DuckDbFile, since: number): Promise<SketchIdSummary[]> {
  const rows = await file.read(
    `SELECT sketch_id, period_ms, arg_max(reference_id, received) AS reference_id,
  count(DISTINCT device_hash) AS devices, count(*) AS sketches, min(period) AS first, max(period) AS latest,
  sketch_id IN (SELECT sketch_id FROM sketch_spaces) AS is_known
FROM sketches WHERE period >= $since GROUP BY sketch_id, period_ms ORDER BY sketches DESC, sketch_id, period_ms`,
    { since: timestamp(since) },
  );
  return rows.map((row) => ({
    sketchId: String(row['sketch_id']),
    periodMs: Number(row['period_ms']),
    referenceId: String(row['reference_id']),
    isKnown: row['is_known'] === true,
    devices: Number(row['devices']),
    sketches: Number(row['sketches']),
    firstPeriod: ms(row['first']),
    latestPeriod: ms(row['latest']),
  }));
}

function span({ sketchId, periodMs, from, to }: SpanQuery): Record<string, DuckDBValue> {
  return { sketchId, periodMs, from: timestamp(from), to: timestamp(to) };
}

function evidenceOf(row: Row): DevicePeriod['evidence'] {
  if (row['evidence'] === null) return null;
  return { value: Number(row['evidence']), samples: Number(row['samples']) };
}

function ms(value: DuckDBValue | undefined): number {
  return Number((value as DuckDBTimestampValue).micros / 1_000n);
}
