import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { type Answer, type Asked, RequestError, type Route } from './answer.js';
import { readJson } from './readBody.js';
import { keepSketches, type SketchDesk } from './sketchRoutes.js';

/**
 * Sketches as OpenTelemetry log records, as a collector sends them on by OTLP/HTTP in JSON
 * (`otlphttp` with `encoding: json`): https://opentelemetry.io/docs/specs/otlp/. A sketch is a record whose
 * `eventName` is `tfjs_drift.sketch`, and whose body is the sketch as JSON text, so that no backend on its way reorders,
 * rounds or drops a number; attributes repeat what one filters by. Other records are not ours, and are passed over.
 */
const EVENT = 'tfjs_drift.sketch';

interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: string;
}

export interface LogRecord {
  readonly timeUnixNano: string;
  readonly eventName: string;
  readonly severityNumber: number;
  readonly body: AnyValue;
  readonly attributes: readonly { readonly key: string; readonly value: AnyValue }[];
}

/** A sketch as a log record of OTLP in JSON. */
export function sketchLogRecord(sketch: FleetSketch): LogRecord {
  const { period, periodMs, sketchId, device, release, count } = sketch;
  const attributes: [string, AnyValue][] = [
    ['tfjs_drift.sketch_id', { stringValue: sketchId }],
    ['tfjs_drift.rows', { intValue: String(count) }],
    ...(device === null ? [] : ([['device.id', { stringValue: device }]] as [string, AnyValue][])),
    ...(release === null
      ? []
      : ([['service.version', { stringValue: release }]] as [string, AnyValue][])),
  ];
  return {
    // When the period ended.
    timeUnixNano: `${Date.parse(period) + periodMs}000000`,
    eventName: EVENT,
    severityNumber: 9,
    body: { stringValue: JSON.stringify(sketch) },
    attributes: attributes.map(([key, value]) => ({ key, value })),
  };
}

export function otlpRoutes(desk: SketchDesk): Route[] {
  return [
    { method: 'POST', path: '/v1/logs', access: 'write', answer: (asked) => receive(desk, asked) },
  ];
}

async function receive(desk: SketchDesk, { message, address }: Asked): Promise<Answer> {
  const request = await readJson(message, desk.maxBytes);
  const sketches = recordsOf(request).flatMap((record) => {
    const { eventName, body } = (record ?? {}) as Partial<LogRecord>;
    if (eventName !== EVENT) return [];
    return [parsed(body?.stringValue)];
  });
  if (sketches.length === 0) return { body: {} };
  const { refused } = await keepSketches(desk, { sketches }, address);
  if (refused.length === 0) return { body: {} };
  const errorMessage = refused.map(({ at, error, message: why }) => `${at}: ${error}: ${why}`);
  return {
    body: {
      partialSuccess: {
        rejectedLogRecords: String(refused.length),
        errorMessage: errorMessage.slice(0, 10).join('\n'),
      },
    },
  };
}

function recordsOf(request: unknown): unknown[] {
  const { resourceLogs } = (request ?? {}) as { resourceLogs?: unknown };
  if (!Array.isArray(resourceLogs)) {
    throw new RequestError(400, 'not-a-batch', '{ resourceLogs: [...] } was expected.');
  }
  return resourceLogs
    .flatMap((resource) => listOf(resource?.scopeLogs))
    .flatMap((scope) => listOf((scope as { logRecords?: unknown } | null)?.logRecords));
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What is no JSON is no sketch, and is refused as such. */
function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return null;
  }
}
