import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FleetSketch } from 'tfjs-drift/fleet';
import schema from '../../src/fleet/sketch.schema.json' with { type: 'json' };

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false });
ajv.addSchema(schema);
const isBatch = ajv.getSchema(`${schema.$id}#/$defs/batch`)!;

/** What came in one request. */
export interface SketchRequest {
  readonly bytes: number;
  readonly sketches: readonly FleetSketch[];
  /** The status it was answered with. */
  readonly status: number;
}

/** A receiver that counts a sketch once, whatever comes again, and keeps all requests. */
export interface SketchServer {
  readonly url: string;
  readonly requests: SketchRequest[];
  /** What the next requests are answered with; 200 afterwards. */
  readonly answers: { readonly status: number; readonly headers?: Record<string, string> }[];
  /** Those that were accepted, each once, as it came first. */
  readonly sketches: FleetSketch[];
  /** What the published schema says against what came; empty where it says nothing. */
  readonly faults: string[];
  stop(): Promise<void>;
}

/** @param refuse Why a sketch is refused, if it is. */
export async function startSketchServer(
  refuse: (sketch: FleetSketch) => string | undefined = () => undefined,
): Promise<SketchServer> {
  const requests: SketchRequest[] = [];
  const answers: SketchServer['answers'] = [];
  const sketches = new Map<string, FleetSketch>();
  const faults: string[] = [];
  const server = createServer(async (request, response) => {
    const cors = {
      'Access-Control-Allow-Origin': request.headers.origin ?? '*',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Expose-Headers': 'Retry-After',
    };
    if (request.method === 'OPTIONS') {
      response.writeHead(204, cors).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const posted = JSON.parse(body);
    const isLogs = 'resourceLogs' in posted;
    const batch: { sketches: FleetSketch[] } = isLogs ? batchOfLogs(posted) : posted;
    if (!isBatch(batch)) {
      faults.push(
        ...isBatch.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`),
      );
    }
    const { status, headers } = answers.shift() ?? { status: 200 };
    requests.push({ bytes: Buffer.byteLength(body), sketches: batch.sketches, status });
    let [accepted, duplicate] = [0, 0];
    const refused: { at: number; error: string }[] = [];
    for (const [at, sketch] of status === 200 ? batch.sketches.entries() : []) {
      const error = refuse(sketch);
      const key = keyOf(sketch);
      if (error) refused.push({ at, error });
      else if (sketches.has(key)) duplicate++;
      else {
        accepted++;
        sketches.set(key, sketch);
      }
    }
    response
      .writeHead(status, { ...cors, 'Content-Type': 'application/json', ...headers })
      .end(JSON.stringify(isLogs ? saidOfLogs(refused) : { accepted, duplicate, refused }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/sketches`,
    requests,
    answers,
    get sketches() {
      return [...sketches.values()];
    },
    faults,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** As the published schema has it: of a collector, sketches come as the text of records. */
function batchOfLogs({ resourceLogs }: { resourceLogs: readonly ResourceLogs[] }) {
  const records = resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords),
  );
  return {
    schemaVersion: 1,
    sent: new Date(Number(records[0]!.observedTimeUnixNano) / 1e6).toISOString(),
    sketches: records.map(({ body }) => JSON.parse(body.stringValue) as FleetSketch),
  };
}

interface ResourceLogs {
  readonly scopeLogs: readonly {
    readonly logRecords: readonly {
      readonly observedTimeUnixNano: string;
      readonly body: { readonly stringValue: string };
    }[];
  }[];
}

/** As a collector answers. */
function saidOfLogs(refused: readonly { readonly error: string }[]): object {
  if (refused.length === 0) return {};
  return {
    partialSuccess: { rejectedLogRecords: `${refused.length}`, errorMessage: refused[0]!.error },
  };
}

/** What a store counts a sketch by. */
function keyOf({ device, sketchId, periodMs, period, sequence, id }: FleetSketch): string {
  return JSON.stringify([device, sketchId, periodMs, period, sequence, device === null ? id : '']);
}
