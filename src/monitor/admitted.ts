import { gather, keep, tidy } from '@tensorflow/tfjs-core';
import { pickRows } from '../core/base/rows.js';
import type { AdmissionRule } from '../core/dependence/sampling.js';
import { disposeSample, type Sample, type SampleRows, sizes } from './sample.js';

/**
 * The rows of a sample that the rule admits; each is an input of its own. Takes ownership of the
 * sample, and hands over what is left of it.
 */
export function admitted(sample: Sample, rule: AdmissionRule): Sample | undefined {
  const { count } = sizes(sample);
  const rows = Array.from({ length: count }, (_, row) => row).filter(() =>
    rule.offer(sample.timeMs),
  );
  if (rows.length === count) return sample;
  const { logits, timeMs, thumbnail, id, refusal } = sample;
  const picked =
    rows.length === 0
      ? undefined
      : {
          ...picks(sample, rows),
          logits: logits && picks(logits, rows),
          timeMs,
          thumbnail,
          id,
          refusal,
        };
  disposeSample(sample);
  return picked;
}

function picks(sample: SampleRows, rows: readonly number[]): SampleRows {
  if ('rows' in sample) return { rows: pickRows(sample.rows, Int32Array.from(rows)) };
  return { onBackend: tidy(() => keep(gather(sample.onBackend, [...rows]))) };
}
