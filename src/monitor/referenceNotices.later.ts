import type { AlarmRule } from '../core/alarm/alarmPolicy.js';
import {
  type ReferenceCorrelation,
  referenceCorrelation,
} from '../core/dependence/referenceCorrelation.later.js';
import { partsAdvice } from '../core/partial/partsAdvice.js';
import type { Reference } from '../reference/reference.js';
import type { MonitorNotice } from './notices.js';
import type { ResolvedMonitorOptions } from './options.js';

/** What can be said of the reference once tests go on, and takes some time to find out. */
export async function tellOfReference(
  { sampling, reference, policy, seed }: ResolvedMonitorOptions,
  rule: AlarmRule | undefined,
  onNotice: (notice: MonitorNotice) => void,
): Promise<void> {
  for (const notice of originNotices(reference)) onNotice(notice);
  const advice = (await rule?.power?.())?.advice;
  if (advice) onNotice({ code: 'small-power', message: advice });
  const tellsNew = policy.tellsNewFrom !== undefined;
  const ofParts = rule?.partsAdvice ?? (tellsNew ? partsAdvice(reference, seed) : undefined);
  if (ofParts) onNotice({ code: 'reference-parts', message: ofParts });
  if (sampling === 'independent') return;
  const dependence = await referenceCorrelation(reference.features);
  const notice = dependence && dependenceNotice(dependence, reference.size);
  if (notice) onNotice(notice);
}

/** What there is to know of how it was made. */
function originNotices({ sampledFrom, size, model }: Reference): MonitorNotice[] {
  const notices: MonitorNotice[] = [];
  if (sampledFrom !== undefined) {
    notices.push({
      code: 'reference-sampled',
      message:
        `The reference had ${sampledFrom} rows; a test holds at most ${size}, so a random sample of them is ` +
        'used. Fit it from fewer inputs to choose them yourself.',
    });
  }
  if (model && !model.weights) {
    notices.push({
      code: 'identity-partial',
      message:
        'An older version made this reference, which knows only one weight of its model. Fit it again.',
    });
  }
  return notices;
}

/** What there is to know of a reference whose rows resemble each other; undefined else. */
function dependenceNotice(
  { correlation, effectiveSampleSize, isDependent }: ReferenceCorrelation,
  size: number,
): MonitorNotice | undefined {
  if (!isDependent) return undefined;
  return {
    code: 'reference-dependent',
    message:
      `Successive rows of the reference resemble each other (correlation ` +
      `${correlation.toFixed(2)}), as of one long scene: its ${size} rows tell about as much as ` +
      `${Math.max(1, Math.round(effectiveSampleSize))} independent ones. Record it over a longer time.`,
  };
}
