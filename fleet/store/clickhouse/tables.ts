import { readFileSync } from 'node:fs';
import type { SketchRow } from '../sketchRow.js';

/** The statements of `fleet/clickhouse/schema.sql`, in order. */
export function schemaStatements(): string[] {
  const file = new URL('../../clickhouse/schema.sql', import.meta.url);
  const sql = readFileSync(file, 'utf8').replace(/^--.*$/gm, '');
  return sql
    .split(';')
    .map((statement) => statement.trim())
    .filter(Boolean);
}

/** A row of `sketches`. */
export function columnsOf(
  { device, deviceHash, nonce, period, sketch }: SketchRow,
  received: number,
): object {
  return {
    sketch_id: sketch.sketchId,
    period_ms: sketch.periodMs,
    period: dateTime(period),
    device_hash: String(deviceHash),
    device,
    sequence: sketch.sequence,
    nonce,
    app: sketch.app ?? '',
    release: sketch.release ?? '',
    labels: sketch.labels,
    count: sketch.count,
    sums: sketch.sums,
    state: sketch.state,
    state_ms: sketch.states,
    evidence: sketch.evidence?.value ?? null,
    evidence_samples: sketch.evidence?.samples ?? null,
    id: sketch.id,
    reference_id: sketch.referenceId,
    epsilon: sketch.privacy?.epsilon ?? null,
    delta: sketch.privacy?.delta ?? null,
    library_version: sketch.libraryVersion,
    received: dateTime(received),
  };
}

/** @param ms Since 1970. @returns As ClickHouse writes a `DateTime64(3, 'UTC')`. */
export function dateTime(ms: number): string {
  return new Date(ms).toISOString().replace('T', ' ').slice(0, -1);
}
