import { loadPart } from '../core/base/loadPart.js';
import type { Reference } from '../reference/reference.js';
import type { CountedParts } from './countedParts.later.js';
import type { ChangeWatch } from './explainer.js';

/** What counts inputs by the parts of a reference, once it is there; none where that has no two. */
interface Known {
  readonly reference: Reference;
  counted?: CountedParts | undefined;
  failure?: { readonly error: unknown };
}

/**
 * Says which parts of the reference, by its labels, times or clusters, come more or less often in the inputs that look
 * changed, or in all where it is not known which: the option `parts` of an `explainer`. Of warnings and alarms; it says
 * nothing where the reference has no two parts. The parts are made once, in slices, from a reference's first test on.
 *
 * @example
 * const explain = explainer({ parts: partsWatch() });
 * const monitor = new DriftMonitor({ reference, explain });
 * monitor.on('alarm', ({ explanation }) => console.log(explanation?.text)); // "'ship' comes half as often."
 */
export function partsWatch(): ChangeWatch {
  let known: Known | undefined;
  return {
    explain({ reference, seed, state, kind, changed, effectiveSampleSize, inputs }) {
      if (known?.reference !== reference) known = begun(reference, seed);
      const { counted, failure } = known;
      if (failure) {
        known = { reference };
        throw failure.error;
      }
      if (!counted || state === 'ok') return undefined;
      const all = inputs();
      const rows = (changed > 0 ? all.slice(-changed) : all).map(({ row }) => row);
      if (rows.length === 0) return undefined;
      return counted(rows, {
        effectiveSampleSize: effectiveSampleSize * (rows.length / all.length),
        kind,
      });
    },
  };
}

function begun(reference: Reference, seed: number): Known {
  const known: Known = { reference };
  loadPart(() => import('./countedParts.later.js'))
    .then(({ countedParts }) => countedParts(reference, seed))
    .then(
      (counted) => {
        known.counted = counted;
      },
      (error) => {
        known.failure = { error };
      },
    );
  return known;
}
