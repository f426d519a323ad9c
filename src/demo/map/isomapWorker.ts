import { Isomap } from 'tfjs-drift/projection';
import type { MapReply, MapRequest } from './isomapInWorker.js';
import { Whitening } from './whitening.js';

/** Owns the maps of the reference: fitting takes a second, in which the page must stay alive. */

interface Maps {
  readonly isomap: Isomap;
  readonly whitening: Whitening;
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
    const { fit } = request;
    maps = { isomap: Isomap.fit(fit), whitening: new Whitening(fit) };
    return { embedding: maps.isomap.embedding, whitened: maps.whitening.reference };
  }
  const { id, place } = request;
  if (!maps) return { id, placed: [], whitened: [] };
  return { id, placed: maps.isomap.transform(place), whitened: maps.whitening.of(place) };
}
