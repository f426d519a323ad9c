import { loadPart } from '../base/loadPart.js';
import type { AlarmPolicy } from './alarmPolicy.js';
import { type FalseAlarmOptions, requireFalseAlarms } from './falseAlarms.js';

/**
 * Drift when the evidence gathered sample by sample reaches the wanted average run length A, a
 * warning at a tenth of that. Each sample is ranked, by how little it resembles one half of the
 * reference, among the other half and earlier samples; a betting martingale grows when ranks are not
 * uniform, and restarts by the Shiryaev-Roberts rule R = (1 + R) e (Vovk et al., "Retrain or Not
 * Retrain: Conformal Test Martingales for Change-Point Detection", COPA 2021).
 *
 * Needs no calibration, works for any run time, and does not depend on kernel, bandwidth or reducer.
 * Guaranteed, while inputs are exchangeable with the reference's: an average run length of at least
 * A samples, and a false alarm within T samples with a probability of at most T / A. From 2,000
 * samples on no more are added to the comparison, and it is only nearly so. It sees
 * inputs that lie further out or further in than the reference's, not every change of distribution,
 * and takes longer than `expectedRunTimePolicy`.
 *
 * @throws InvalidOptionError for false alarms that are not understood.
 */
export function evidencePolicy(options: FalseAlarmOptions = {}): AlarmPolicy {
  const wish = options.falseAlarms && requireFalseAlarms(options.falseAlarms);
  return {
    name: 'evidence',
    async start(context) {
      const { EvidenceRule } = await loadPart(() => import('./evidenceRule.later.js'));
      return EvidenceRule.start(context, wish ?? context.falseAlarms);
    },
  };
}
