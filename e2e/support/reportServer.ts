import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Report } from 'tfjs-drift/reports';

/** A request that came, and when. */
export interface ReportRequest {
  readonly atMs: number;
  readonly bytes: number;
  readonly contentType: string | undefined;
  readonly batch: { schemaVersion: number; dropped: number; reports: Report[] };
}

/** Answer to one request. */
export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  /** Hangs up instead. */
  readonly hangUp?: boolean;
}

/** A server that answers the first requests as told and the others with 204, and keeps them all. */
export interface ReportServer {
  readonly url: string;
  readonly requests: ReportRequest[];
  /** Reports of all requests, the refused ones too. */
  reports(): Report[];
  stop(): Promise<void>;
}

/** @param preflightMs How long a page of another origin waits before it may send JSON. */
export async function startReportServer(
  answers: readonly Answer[] = [],
  preflightMs = 0,
): Promise<ReportServer> {
  const requests: ReportRequest[] = [];
  const server = createServer(async (request, response) => {
    const cors = {
      'Access-Control-Allow-Origin': request.headers.origin ?? '*',
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Allow-Headers': 'Content-Type',
      'Access-Control-Expose-Headers': 'Retry-After',
    };
    if (request.method === 'OPTIONS') {
      setTimeout(() => response.writeHead(204, cors).end(), preflightMs);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { status, headers, hangUp } = answers[requests.length] ?? { status: 204 };
    requests.push({
      atMs: performance.now(),
      bytes: body.length,
      contentType: request.headers['content-type'],
      batch: JSON.parse(body.toString()),
    });
    if (hangUp) request.socket.destroy();
    else response.writeHead(status, { ...cors, ...headers }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/drift`,
    requests,
    reports: () => requests.flatMap(({ batch }) => batch.reports),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
