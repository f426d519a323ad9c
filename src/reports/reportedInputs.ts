import type { DriftedInput } from '../monitor/testedWindow.js';
import type { ReportedInput } from './report.js';
import { thumbnailUrl } from './thumbnailUrl.js';

/** Of one report's thumbnails together: a batch of a beacon has room for them and the report. */
const THUMBNAIL_CHARACTERS = 24 * 1024;

/** What is told of inputs; of the pictures, as many as have room, the most unlike first. */
export function reportedInputs(
  inputs: readonly DriftedInput[],
  withThumbnails: boolean,
  onError: (error: unknown) => void,
): ReportedInput[] {
  let room = THUMBNAIL_CHARACTERS;
  return inputs.map(({ sample, time, witness, id, thumbnail }) => {
    const told = { sample, time, witness, ...(id !== undefined && { id }) };
    if (!withThumbnails || !thumbnail) return told;
    try {
      const url = thumbnailUrl(thumbnail);
      if (!url || url.length > room) return told;
      room -= url.length;
      return { ...told, thumbnail: url };
    } catch (error) {
      onError(error);
      return told;
    }
  });
}
