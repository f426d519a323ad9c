import { createHash } from 'node:crypto';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';

/** A sketch as both engines keep it; periods and times in milliseconds since 1970. */
export interface SketchRow {
  /** 32 hex digits of what a sketch is known by. */
  readonly key: string;
  /** Empty where it is unpaired. */
  readonly device: string;
  /** Of the device, or of the id of an unpaired sketch: the shard, the bucket, and what devices are joined by. */
  readonly deviceHash: bigint;
  /** The id of an unpaired sketch, else empty: part of what it is known by. */
  readonly nonce: string;
  readonly period: number;
  readonly sketch: FleetSketch;
}

/** @param sketch A valid one. */
export function sketchRow(sketch: FleetSketch): SketchRow {
  const device = sketch.device ?? '';
  const nonce = sketch.device === null ? sketch.id : '';
  const period = Date.parse(sketch.period);
  const { sketchId, periodMs, sequence } = sketch;
  const key = JSON.stringify([device, sketchId, periodMs, period, sequence, nonce]);
  return {
    key: sha256(key).toString('hex', 0, 16),
    device,
    deviceHash: sha256(device || nonce).readBigUInt64BE(),
    nonce,
    period,
    sketch,
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
