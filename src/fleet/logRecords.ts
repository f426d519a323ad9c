import type { FleetSketch } from '../core/fleet/sketch.js';

/**
 * Sketches as log records of OpenTelemetry, in the JSON of OTLP/HTTP: https://opentelemetry.io/docs/specs/otlp/. A sketch
 * is a record whose `eventName` is `tfjs_drift.sketch`, and whose body is the sketch as JSON text, so that no backend on
 * its way reorders, rounds or drops a number; attributes repeat what one filters by.
 */
export const SKETCH_EVENT = 'tfjs_drift.sketch';

interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string;
}

interface KeyValue {
  readonly key: string;
  readonly value: AnyValue;
}

export interface LogRecord {
  readonly timeUnixNano: string;
  readonly observedTimeUnixNano: string;
  readonly eventName: string;
  readonly severityNumber: number;
  readonly body: AnyValue;
  readonly attributes: readonly KeyValue[];
}

/** @param sentMs By the device's clock. */
export function sketchLogRecord(sketch: FleetSketch, sentMs: number): LogRecord {
  const { period, periodMs, sketchId, device, release, count } = sketch;
  return {
    // When the period ended.
    timeUnixNano: nanoseconds(Date.parse(period) + periodMs),
    observedTimeUnixNano: nanoseconds(sentMs),
    eventName: SKETCH_EVENT,
    severityNumber: 9,
    body: { stringValue: JSON.stringify(sketch) },
    attributes: [
      ...texts('tfjs_drift.sketch_id', sketchId),
      { key: 'tfjs_drift.rows', value: { intValue: String(count) } },
      ...texts('device.id', device),
      ...texts('service.version', release),
    ],
  };
}

/** The body of a request to a collector, `/v1/logs`. */
export function logsOf(sketches: readonly FleetSketch[], sentMs: number): object {
  const apps = [...new Set(sketches.map(({ app }) => app))];
  return {
    resourceLogs: apps.map((app) => ({
      resource: { attributes: texts('service.name', app) },
      scopeLogs: [
        {
          scope: { name: 'tfjs-drift' },
          logRecords: sketches
            .filter((sketch) => sketch.app === app)
            .map((sketch) => sketchLogRecord(sketch, sentMs)),
        },
      ],
    })),
  };
}

function texts(key: string, text: string | null): KeyValue[] {
  return text === null ? [] : [{ key, value: { stringValue: text } }];
}

function nanoseconds(ms: number): string {
  return `${Math.round(ms)}000000`;
}
