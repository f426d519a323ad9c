import type { MobileNet } from '@tensorflow-models/mobilenet';
import type { DriftMonitor } from 'tfjs-drift';
import { featureMaps } from 'tfjs-drift/layers';
import {
  type DriftPlaces,
  driftPlaces,
  type PlacesReference,
  placesReference,
} from 'tfjs-drift/places';
import type { ReferenceInUse } from '../reference/referenceInUse.js';
import type { LiveInputs } from './liveInputs.js';

/** Pictures of the reference that say what is normal at each place. */
const NORMAL_PICTURES = 12;

/** Where in the most drifted inputs it is that makes them unlike the reference. */
export class Places {
  readonly #mapOf: ReturnType<typeof featureMaps>;
  #of: ReferenceInUse | undefined;
  #normal: Promise<PlacesReference | undefined> | undefined;

  constructor(model: MobileNet) {
    this.#mapOf = featureMaps(model);
  }

  /** The most unlike the reference first. @throws What `driftPlaces` throws. */
  async find(
    monitor: DriftMonitor,
    inUse: ReferenceInUse,
    inputs: LiveInputs,
    count: number,
  ): Promise<readonly DriftPlaces[]> {
    if (inUse !== this.#of) {
      this.#of = inUse;
      this.#normal = this.#normalOf(inUse);
    }
    const reference = await this.#normal;
    return driftPlaces(monitor, this.#mapOf, {
      count,
      ...(reference && { reference }),
      picture: ({ sample }) => inputs.get(sample)?.seen,
    });
  }

  /** Undefined where the reference's pictures are not known as the model saw them. */
  async #normalOf({ reference, origin, picture }: ReferenceInUse) {
    if (origin.kind !== 'shipped') return undefined;
    const step = Math.floor(reference.size / NORMAL_PICTURES);
    const pictures = Array.from(
      { length: NORMAL_PICTURES },
      (_, at) => picture(at * step)!.picture,
    );
    return placesReference(this.#mapOf, pictures);
  }
}
