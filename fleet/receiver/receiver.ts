import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InvalidOptionError } from '../../src/core/base/errors.js';
import type { FleetStore, Retention } from '../store/fleetStore.js';
import { type AccessOptions, AccessRules } from './access.js';
import { type Answer, RequestError, type Route } from './answer.js';
import { CommitQueue } from './commitQueue.js';
import { KnownSpaces } from './knownSpaces.js';
import { LeftOutTally } from './leftOutTally.js';
import { otlpRoutes } from './otlpRoutes.js';
import { type Rate, RateLimit } from './rateLimit.js';
import { type CheckOptions, DEFAULT_MAX_AGE_MS, SketchChecks } from './sketchChecks.js';
import { type SketchDesk, sketchRoutes } from './sketchRoutes.js';
import { teamRoutes } from './teamRoutes.js';

export interface ReceiverOptions extends AccessOptions, CheckOptions {
  readonly store: FleetStore;
  /** 0 is a free one. */
  readonly port: number;
  /** @defaultValue '127.0.0.1' */
  readonly host?: string;
  /** Of a body. @defaultValue 1,048,576 */
  readonly maxBytes?: number;
  /** Of a batch. @defaultValue 1,000 */
  readonly maxSketches?: number;
  /** Sketches that wait to be kept. @defaultValue 100,000 */
  readonly maxWaiting?: number;
  /** Sketches an address may send: a site's devices may share one. @defaultValue 100 a second, 20,000 at once */
  readonly addressRate?: Rate;
  /** Sketches a device may send. @defaultValue 1 a second, 2,000 at once: a day of minutes, kept while it was offline */
  readonly deviceRate?: Rate;
  /** Take the address from `X-Forwarded-For`, as the last proxy wrote it. @defaultValue false */
  readonly trustProxy?: boolean;
  /** @defaultValue raw rows 45 days, states for good */
  readonly retention?: Retention;
  /** Further answers, as those of a dashboard. @defaultValue none */
  readonly routes?: readonly Route[];
  /** Errors that no answer tells. @defaultValue console.error */
  readonly onError?: (error: unknown) => void;
  /** In milliseconds since 1970. @defaultValue Date.now */
  readonly clock?: () => number;
}

export interface Receiver {
  readonly url: string;
  /** Answers what is under way, and keeps what came; the store stays open. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const FLUSH_MS = 5_000;
const REFRESH_MS = 60_000;
const EXPIRE_MS = 3_600_000;
/** Of a request, from its first byte to its last. */
const SLOWEST_MS = 30_000;

/**
 * Takes in sketches by HTTP. Two devices or a million: it keeps each once, says what it leaves out, and answers only
 * when what it accepted is durable.
 *
 * @throws InvalidOptionError for options that are out of range, and what `listen` throws.
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { store, port, host = '127.0.0.1', clock = Date.now, onError = console.error } = options;
  const retention = options.retention ?? { rawDays: 45, stateDays: Number.POSITIVE_INFINITY };
  requireRetention(retention, options.maxAgeMs ?? DEFAULT_MAX_AGE_MS);
  const rules = new AccessRules(options);
  const spaces = new KnownSpaces(store);
  await spaces.refresh();
  const tally = new LeftOutTally(store, clock);
  const desk: SketchDesk = {
    checks: new SketchChecks(spaces, options),
    commits: new CommitQueue(store, options.maxWaiting ?? 100_000),
    tally,
    byAddress: new RateLimit(options.addressRate ?? { perSecond: 100, burst: 20_000 }),
    byDevice: new RateLimit(options.deviceRate ?? { perSecond: 1, burst: 2_000 }),
    maxBytes: options.maxBytes ?? 2 ** 20,
    maxSketches: options.maxSketches ?? 1_000,
    clock,
  };
  const routes = [
    ...sketchRoutes(desk),
    ...otlpRoutes(desk),
    ...teamRoutes({ store, spaces, tally, clock }),
    ...(options.routes ?? []),
  ];
  const server = createServer((request, response) => {
    answer(request, response).catch(onError);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://receiver');
    const cors: Record<string, string> = {};
    try {
      const found = routes.filter(({ path }) => path === pathname);
      if (found.length === 0) throw new RequestError(404, 'not-found', `${pathname} is not here.`);
      const isPreflight = request.method === 'OPTIONS';
      const route = found.find(({ method }) => method === request.method);
      if (!route && !isPreflight) {
        const allowed = found.map(({ method }) => method).join(' or ');
        throw new RequestError(405, 'method', `${allowed} was expected.`);
      }
      const { access } = route ?? found[0]!;
      Object.assign(cors, rules.corsHeaders(access, request.headers));
      if (isPreflight || !route) {
        send(response, { status: 204, headers: { ...cors, ...PREFLIGHT }, body: undefined });
        return;
      }
      rules.requireToken(access, request.headers, searchParams);
      const address = addressOf(request, options.trustProxy ?? false);
      const asked = { query: searchParams, headers: request.headers, address, message: request };
      const { headers, ...rest } = await route.answer(asked);
      send(response, { ...rest, headers: { ...headers, ...cors } });
    } catch (error) {
      send(response, refusal(error, cors));
      // What was not read is not waited for.
      if (!request.complete) request.resume();
    }
  }

  function refusal(error: unknown, cors: Readonly<Record<string, string>>): Answer {
    if (!(error instanceof RequestError)) {
      onError(error);
      const body = { error: 'internal', message: 'The receiver failed; its log says how.' };
      return { status: 500, headers: cors, body };
    }
    const { reason, message, status } = error;
    if (isOfDevices(reason)) tally.note(reason, { message });
    if (status >= 500) onError(error);
    return { status, headers: { ...cors, ...error.headers }, body: { error: reason, message } };
  }

  const timers = [
    setInterval(() => tally.flush().catch(onError), FLUSH_MS),
    setInterval(() => spaces.refresh().catch(onError), REFRESH_MS),
    setInterval(() => store.expire(retention, clock()).catch(onError), EXPIRE_MS),
  ];
  for (const timer of timers) timer.unref();
  server.requestTimeout = SLOWEST_MS;
  server.headersTimeout = SLOWEST_MS;
  await listen(server, port, host);
  const { address, family, port: chosen } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${chosen}`,
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeIdleConnections();
      await closed;
      await desk.commits.idle();
      await tally.flush();
    },
  };
}

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type',
  'Access-Control-Max-Age': '86400',
};

/** Reasons that are about what devices sent; others are about who asks. */
function isOfDevices(
  reason: RequestError['reason'],
): reason is Parameters<LeftOutTally['note']>[0] {
  return !['not-found', 'method', 'bad-request', 'space-conflict', 'internal'].includes(reason);
}

function send(response: ServerResponse, { status = 200, headers, body }: Answer): void {
  response.statusCode = status;
  // The answers are of the moment.
  response.setHeader('Cache-Control', 'no-store');
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
  if (isJson) response.setHeader('Content-Type', 'application/json');
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value);
  response.end(isJson ? JSON.stringify(body) : body);
}

function addressOf({ socket, headers }: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
    : '';
  return forwarded?.trim() || (socket.remoteAddress ?? '');
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

/** What came is known by the raw rows, so they are to outlast what may still come. */
function requireRetention({ rawDays, stateDays }: Retention, maxAgeMs: number): void {
  const least = maxAgeMs / DAY_MS + 2;
  if (rawDays >= least && stateDays >= rawDays) return;
  throw new InvalidOptionError(
    `retention: raw rows for at least ${least} days, two more than a sketch may be old, and states for as long or ` +
      `longer were expected, ${rawDays} and ${stateDays} came.`,
  );
}
