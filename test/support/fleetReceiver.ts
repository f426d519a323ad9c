import type { ReceiverOptions } from '../../fleet/receiver/receiver.js';
import { type Receiver, startReceiver } from '../../fleet/receiver/receiver.js';
import type { Receipt } from '../../fleet/receiver/sketchRoutes.js';
import { DuckDbStore } from '../../fleet/store/duckdb/duckDbStore.js';
import type { FleetStore } from '../../fleet/store/fleetStore.js';
import { HOUR, START } from './fleetSketches.js';

export const WRITE = 'a-token-for-writing';
export const READ = 'a-token-for-reading';
/** The receiver's clock: a day after the first sketches. */
export const NOW = START + 24 * HOUR;

export interface RunningReceiver extends Receiver {
  readonly store: FleetStore;
}

/** A receiver on a store in memory, with a clock that stands still. */
export async function runReceiver(
  options: Partial<ReceiverOptions> = {},
): Promise<RunningReceiver> {
  const store = options.store ?? (await DuckDbStore.open(':memory:', { clock: () => NOW }));
  const receiver = await startReceiver({
    port: 0,
    writeTokens: [WRITE],
    readTokens: [READ],
    clock: () => NOW,
    ...options,
    store,
  });
  return {
    url: receiver.url,
    store,
    close: async () => {
      await receiver.close();
      await store.close();
    },
  };
}

export interface Answered<Body = Receipt> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export async function ask<Body>(url: string, init: RequestInit = {}): Promise<Answered<Body>> {
  const response = await fetch(url, init);
  const text = await response.text();
  const body = text === '' ? undefined : JSON.parse(text);
  return { status: response.status, headers: response.headers, body };
}

/** As a page posts it. @param body What is sent as JSON. */
export function post<Body = Receipt>(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answered<Body>> {
  return ask(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Authorization: `Bearer ${WRITE}`,
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export function postSketches(url: string, sketches: readonly unknown[]): Promise<Answered> {
  return post(`${url}/sketches`, { schemaVersion: 1, sketches });
}

/** What the team asks for. */
export function read<Body>(url: string, token = READ): Promise<Answered<Body>> {
  return ask(url, { headers: { Authorization: `Bearer ${token}` } });
}
