import { requireType } from '../core/base/checks.js';
import type { InputProperties } from '../core/base/rowProperties.js';
import { changedProperties } from '../core/explain/changedProperties.js';
import { drawnPicture } from '../core/explain/drawnPicture.js';
import { propertySentence } from '../core/explain/propertySentence.js';
import type { ChangeWatch } from './explainer.js';

/**
 * Says in words which simple properties of the changed inputs are others than the reference's: the option `properties` of
 * an `explainer`. Of warnings and alarms; it says nothing where the reference has no properties, and of fewer than five inputs.
 *
 * @param describe The properties of an input, as the reference has them; what `observe` is given as `properties` goes
 *   before. @defaultValue those of a picture, see docs/what-changed.md
 * @throws InvalidOptionError for what is no function.
 *
 * @example
 * const explain = explainer({ properties: propertyWatch() });
 * const monitor = new DriftMonitor({ reference, explain });
 * monitor.on('alarm', ({ explanation }) => console.log(explanation?.text)); // 'Less sharp.'
 */
export function propertyWatch(
  describe?: (input: unknown) => InputProperties | undefined,
): ChangeWatch {
  requireType('propertyWatch', describe, 'function');
  return {
    describe: describe ?? drawnPicture,
    explain({ reference, state, changed, effectiveSampleSize, inputs }) {
      if (state === 'ok' || changed === 0 || !reference.properties) return undefined;
      const all = inputs();
      const properties = changedProperties({
        reference: reference.properties,
        live: all.slice(-changed).map((input) => input.properties),
        effectiveShare: Math.min(1, effectiveSampleSize / all.length),
      });
      const text = propertySentence(properties);
      return text === undefined ? undefined : { text, properties };
    },
  };
}
