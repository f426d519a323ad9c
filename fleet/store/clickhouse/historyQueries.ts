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
import { BY_PARTITION, ONCE, onShards } from './bucketQueries.js';
import type { ClickHouseEngine, Value } from './engine.js';
import { dateTime } from './tables.js';

const FROM = `FROM ${ONCE}`;
const SCOPE = 'sketch_id = {sketchId:String} AND period_ms = {periodMs:UInt32}';
const SPAN = `${SCOPE} AND period >= {from:DateTime64(3, 'UTC')} AND period < {to:DateTime64(3, 'UTC')}`;

export async function deviceSeries(
  engine: ClickHouseEngine,
  query: SeriesQuery,
): Promise<DevicePeriod[]> {
  requireDevices(query);
  const rows = await engine.rows(
    `${onShards(
      '*',
      `SELECT device, toUnixTimestamp64Milli(period) AS ms, sum(count) AS rows, sumForEach(sums) AS total,
  argMax(state, sequence) AS last_state, argMax(release, sequence) AS last_release,
  argMax((evidence, evidence_samples), sequence) AS last_evidence
${FROM} WHERE ${SPAN} AND has({hashes:Array(UInt64)}, device_hash) AND device != '' GROUP BY device, period ${BY_PARTITION}`,
    )} ORDER BY device, ms`,
    { ...span(query), hashes: query.devices.map(deviceHash) },
  );
  return rows.map((row) => {
    const [value, samples] = row['last_evidence'] as [unknown, unknown];
    return {
      device: String(row['device']),
      period: Number(row['ms']),
      count: Number(row['rows']),
      sums: Float64Array.from(row['total'] as number[]),
      state: String(row['last_state']),
      evidence: value === null ? null : { value: Number(value), samples: Number(samples) },
      release: String(row['last_release']),
    };
  });
}

export async function devices(
  engine: ClickHouseEngine,
  query: DeviceQuery,
): Promise<DeviceSummary[]> {
  const limit = requireLimit(query);
  const rows = await engine.rows(
    `${onShards(
      '*',
      `SELECT device, uniqExact(period) AS periods, sum(count) AS rows, toUnixTimestamp64Milli(max(period)) AS latest,
  argMax(state, (period, sequence)) AS last_state, argMax(release, (period, sequence)) AS last_release,
  argMax(labels, (period, sequence)) AS last_labels
${FROM} WHERE ${SPAN} AND device > {after:String} AND ({only:String} = '' OR device = {only:String})
GROUP BY device ORDER BY device LIMIT {limit:UInt32} ${BY_PARTITION}`,
    )} ORDER BY device LIMIT {limit:UInt32}`,
    { ...span(query), after: query.after ?? '', only: query.only ?? '', limit },
  );
  return rows.map((row) => ({
    device: String(row['device']),
    periods: Number(row['periods']),
    count: Number(row['rows']),
    latestPeriod: Number(row['latest']),
    state: String(row['last_state']),
    release: String(row['last_release']),
    labels: row['last_labels'] as Record<string, string>,
  }));
}

export async function evidence(
  engine: ClickHouseEngine,
  { sketchId, periodMs, period, atLeast = 1 }: EvidenceQuery,
): Promise<PeriodEvidence> {
  const latest = `SELECT device, argMax((assumeNotNull(evidence), assumeNotNull(evidence_samples)), sequence) AS last,
  last.1 AS value, last.2 AS samples
${FROM} WHERE ${SCOPE} AND period = {period:DateTime64(3, 'UTC')} AND device != '' AND evidence IS NOT NULL
GROUP BY device ${BY_PARTITION}`;
  const values = { sketchId, periodMs, period: dateTime(period) };
  const [counted] = await engine.rows(
    onShards('sum(devices) AS devices', `SELECT count() AS devices FROM (${latest})`),
    values,
  );
  const rows = await engine.rows(
    `${onShards('*', `SELECT device, value, samples FROM (${latest}) WHERE value / samples >= {atLeast:Float64}`)}
ORDER BY value / samples DESC, device`,
    { ...values, atLeast },
  );
  return {
    devices: Number(counted!['devices']),
    found: rows.map((row) => ({
      device: String(row['device']),
      value: Number(row['value']),
      samples: Number(row['samples']),
    })),
  };
}

export async function timeline(engine: ClickHouseEngine, query: SpanQuery): Promise<FleetPeriod[]> {
  const rows = await engine.rows(
    `${onShards(
      'ms, last_state, sum(paired) AS paired, sum(unpaired) AS unpaired, sum(rows) AS rows',
      `SELECT ms, last_state, countIf(device != '') AS paired, countIf(device = '') AS unpaired, sum(rows) AS rows
FROM (
  SELECT toUnixTimestamp64Milli(period) AS ms, device, sum(count) AS rows, argMax(state, sequence) AS last_state
  ${FROM} WHERE ${SPAN} GROUP BY period, device_hash, device ${BY_PARTITION}
) GROUP BY ms, last_state`,
    )} GROUP BY ms, last_state ORDER BY ms, last_state`,
    span(query),
  );
  return foldedPeriods(
    rows.map((row) => ({
      period: Number(row['ms']),
      state: String(row['last_state']),
      devices: Number(row['paired']),
      unpaired: Number(row['unpaired']),
      count: Number(row['rows']),
    })),
  );
}

export async function sketchIds(
  engine: ClickHouseEngine,
  since: number,
): Promise<SketchIdSummary[]> {
  const known = await engine.rows('SELECT DISTINCT sketch_id FROM tfjs_drift.sketch_spaces');
  const knownIds = new Set(known.map((row) => String(row['sketch_id'])));
  const rows = await engine.rows(
    `${onShards(
      `sketch_id, period_ms, any(reference) AS reference, sum(devices) AS devices, sum(sketches) AS number,
  min(first) AS first, max(latest) AS latest`,
      `SELECT sketch_id, period_ms, argMax(reference_id, received) AS reference, uniqExact(device_hash) AS devices,
  count() AS sketches, toUnixTimestamp64Milli(min(period)) AS first, toUnixTimestamp64Milli(max(period)) AS latest
FROM tfjs_drift.sketches_local FINAL WHERE period >= {since:DateTime64(3, 'UTC')} GROUP BY sketch_id, period_ms ${BY_PARTITION}`,
    )} GROUP BY sketch_id, period_ms ORDER BY number DESC, sketch_id, period_ms`,
    { since: dateTime(since) },
  );
  return rows.map((row) => ({
    sketchId: String(row['sketch_id']),
    periodMs: Number(row['period_ms']),
    referenceId: String(row['reference']),
    isKnown: knownIds.has(String(row['sketch_id'])),
    devices: Number(row['devices']),
    sketches: Number(row['number']),
    firstPeriod: Number(row['first']),
    latestPeriod: Number(row['latest']),
  }));
}

function span({ sketchId, periodMs, from, to }: SpanQuery): Record<string, Value> {
  return { sketchId, periodMs, from: dateTime(from), to: dateTime(to) };
}
