import { Isomap, Pca } from 'tfjs-drift/projection';
import type { MapReply, MapRequest } from './isomapInWorker.js';

/** Owns the maps of the reference: fitting takes seconds, in which the page must stay alive. */

/** So many directions of most variance are whitened: with more, those of little variance are mostly noise. */
const WHITENED = 50;

interface Maps {
  readonly isomap: Isomap;
  readonly pca: Pca;
  /** Of the reference along each axis. */
  readonly deviations: readonly number[];
}

let maps: Maps | undefined;

addEventListener('message', ({ data }: MessageEvent<MapRequest>) => {
  try {
    postMessage(answer(data));
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    postMessage({ failure } satisfies MapReply);
  }
});

function answer(request: MapRequest): MapReply {
  if ('fit' in request) {
    maps = fit(request.fit);
    const { isomap, pca } = maps;
    return { embedding: isomap.embedding, whitened: whiten(pca.embedding, maps) };
  }
  const { id, place } = request;
  if (!maps) return { id, placed: [], whitened: [] };
  return {
    id,
    placed: maps.isomap.transform(place),
    whitened: whiten(maps.pca.transform(place), maps),
  };
}

function fit(rows: readonly ArrayLike<number>[]): Maps {
  const components = Math.min(WHITENED, rows.length - 1, rows[0]?.length ?? 0);
  const pca = Pca.fit(rows, { components });
  const deviations = Array.from({ length: components }, (_, c) =>
    Math.sqrt(pca.embedding.reduce((sum, row) => sum + row[c]! ** 2, 0) / rows.length),
  );
  return { isomap: Isomap.fit(rows), pca, deviations };
}

/** In standard deviations of the reference; along what does not vary there, 0. */
function whiten(rows: readonly number[][], { deviations }: Maps): number[][] {
  return rows.map((row) => row.map((value, c) => (deviations[c] ? value / deviations[c] : 0)));
}
