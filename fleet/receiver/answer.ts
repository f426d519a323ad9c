import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { DriftError } from '../../src/core/base/errors.js';

/** Who may ask: devices, which have the token for writing, or the team, which has the one for reading. */
export type Access = 'write' | 'read' | 'open';

/** What the receiver answers to one method and path. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly access: Access;
  readonly answer: (request: Asked) => Promise<Answer>;
}

export interface Asked {
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** Of who sent it, or of the first proxy that is trusted. */
  readonly address: string;
  readonly message: IncomingMessage;
}

export interface Answer {
  /** @defaultValue 200 */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, but for text and bytes, whose `Content-Type` is to be among the headers. */
  readonly body: unknown;
}

/** Why a request, or a sketch of it, was left out; in answers, and in the report of what was left out. */
export type Reason =
  | 'unauthorized'
  | 'origin'
  | 'content-type'
  | 'body-too-large'
  | 'not-json'
  | 'not-a-batch'
  | 'too-many-sketches'
  | 'rate-address'
  | 'rate-device'
  | 'busy'
  | 'store-full'
  | 'store-unavailable'
  | 'schema'
  | 'schema-version'
  | 'unaligned-period'
  | 'clock-ahead'
  | 'clock-wrong'
  | 'too-old'
  | 'impossible-sums'
  | 'impossible-states'
  | 'foreign-reference'
  // Kept, but told:
  | 'capped'
  | 'unknown-space';

/** A request that is not answered: its name goes out as `error`, beside the message. */
export class RequestError extends DriftError {
  override name = 'RequestError';
  readonly status: number;
  readonly reason: Reason | 'not-found' | 'method' | 'bad-request' | 'space-conflict' | 'internal';
  readonly headers: Readonly<Record<string, string>>;

  /** @param retryAfterS Of an answer that may be another one later. */
  constructor(
    status: number,
    reason: RequestError['reason'],
    message: string,
    { retryAfterS }: { readonly retryAfterS?: number } = {},
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.headers = retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) };
  }
}
