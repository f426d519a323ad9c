import { explainer, type MonitorExplainer, partsWatch, propertyWatch } from 'tfjs-drift/explain';
import type { LiveInputs } from './liveInputs.js';

/** Pictures between two draws for labels: a time that does not hang on what they show. */
const LABEL_EVERY = 4;

/** What an alarm means, by the library; its labels come from the page, where that knows what pictures show. */
export class Meaning {
  readonly explain: MonitorExplainer = explainer({
    properties: propertyWatch(),
    parts: partsWatch(),
  });

  /**
   * After each picture of which it is known what it shows: says of some whether the model was right.
   *
   * @param sample The latest one that the monitor admitted.
   */
  label(sample: number, inputs: LiveInputs): void {
    if (sample % LABEL_EVERY !== 0) return;
    for (const drawn of this.explain.inputsToLabel(LABEL_EVERY)) {
      const isRight = inputs.get(drawn.sample)?.isRight;
      if (isRight !== undefined) this.explain.label(drawn.id, isRight);
    }
  }
}
