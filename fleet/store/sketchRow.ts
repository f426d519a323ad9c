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

/** What a sketch is known by. */
export type SketchKey = Pick<
  FleetSketch,
  'sketchId' | 'periodMs' | 'period' | 'device' | 'sequence' | 'id'
>;

/** @param sketch A valid one. */
export function sketchRow(sketch: FleetSketch): SketchRow {
  const device = sketch.device ?? '';
  const nonce = sketch.device === null ? sketch.id : '';
  const period = Date.parse(sketch.period);
  return {
    key: keyOf(sketch),
    device,
    deviceHash: deviceHash(device || nonce),
    nonce,
    period,
    sketch,
  };
}

/** @returns 32 hex digits. */
export function keyOf({ sketchId, periodMs, period, device, sequence, id }: SketchKey): string {
  const nonce = device === null ? id : '';
  const told = [device ?? '', sketchId, periodMs, Date.parse(period), sequence, nonce];
  return sha256(JSON.stringify(told)).toString('hex', 0, 16);
}

/** @param device Its name, or the id of an unpaired sketch. */
export function deviceHash(device: string): bigint {
  return sha256(device).readBigUInt64BE();
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
