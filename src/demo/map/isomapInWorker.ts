import type { Reference } from 'tfjs-drift';
import type { Projection } from 'tfjs-drift/charts';

/** A map whose arithmetic runs beside the page. */
export interface MapInWorker extends Projection {
  /** Ends the worker; open calls of `transform` never answer. */
  close(): void;
}

/**
 * Fits Isomap on a reference in a worker, which then places live rows on the map.
 *
 * @throws What the worker says went wrong; the signal's reason, when aborted.
 */
export async function fitIsomapInWorker(
  { features }: Reference,
  signal: AbortSignal,
): Promise<MapInWorker> {
  const worker = new Worker(new URL('./isomapWorker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, (placed: number[][]) => void>();
  let lastId = 0;
  const close = (): void => worker.terminate();
  const embedding = await new Promise<number[][]>((resolve, reject) => {
    signal.addEventListener('abort', () => {
      close();
      reject(signal.reason);
    });
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
    worker.addEventListener('message', ({ data }: MessageEvent<MapReply>) => {
      if ('embedding' in data) resolve(data.embedding);
      else if ('failure' in data) reject(new Error(data.failure));
      else {
        waiting.get(data.id)?.(data.placed);
        waiting.delete(data.id);
      }
    });
    ask(worker, { fit: splitRows(features.values, features.width) });
  });
  return {
    embedding,
    transform: (rows) =>
      new Promise((resolve) => {
        waiting.set(++lastId, resolve);
        ask(worker, { id: lastId, place: rows });
      }),
    close,
  };
}

function ask(worker: Worker, request: MapRequest): void {
  worker.postMessage(request);
}

function splitRows(values: Float32Array | Float64Array, width: number): ArrayLike<number>[] {
  const rows: ArrayLike<number>[] = [];
  for (let start = 0; start < values.length; start += width) {
    rows.push(values.slice(start, start + width));
  }
  return rows;
}

/** Rows to fit the map on, then rows to place on it. */
export type MapRequest =
  | { readonly fit: readonly ArrayLike<number>[] }
  | { readonly id: number; readonly place: readonly ArrayLike<number>[] };

/** The worker's answers, each to one request. */
export type MapReply =
  | { readonly embedding: number[][] }
  | { readonly id: number; readonly placed: number[][] }
  | { readonly failure: string };
