import { type LogRecord, SKETCH_EVENT } from '../../src/fleet/logRecords.js';
import { type Answer, type Asked, RequestError, type Route } from './answer.js';
import { readJson } from './readBody.js';
import { keepSketches, type SketchDesk } from './sketchRoutes.js';

/**
 * Sketches as OpenTelemetry log records, as pages post them and a collector sends them on by OTLP/HTTP in JSON
 * (`otlphttp` with `encoding: json`). Other records are not ours, and are passed over.
 */
export function otlpRoutes(desk: SketchDesk): Route[] {
  return [
    { method: 'POST', path: '/v1/logs', access: 'write', answer: (asked) => receive(desk, asked) },
  ];
}

async function receive(desk: SketchDesk, { message, address }: Asked): Promise<Answer> {
  const request = await readJson(message, desk.maxBytes);
  const sketches = recordsOf(request).flatMap((record) => {
    const { eventName, body } = (record ?? {}) as Partial<LogRecord>;
    if (eventName !== SKETCH_EVENT) return [];
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
