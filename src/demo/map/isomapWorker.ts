import { Isomap } from 'tfjs-drift/projection';
import type { MapReply, MapRequest } from './isomapInWorker.js';

/** Owns the map of the reference: fitting takes seconds, in which the page must stay alive. */

let map: Isomap | undefined;

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
    map = Isomap.fit(request.fit);
    return { embedding: map.embedding };
  }
  return { id: request.id, placed: map?.transform(request.place) ?? [] };
}
