import { requireLevel } from '../base/checks.js';
import { InvalidOptionError } from '../base/errors.js';
import type { FleetEvidence } from './sketch.js';

/** What a device that runs `evidencePolicy` says. */
export interface DeviceEvidence {
  readonly device: string;
  readonly evidence: FleetEvidence;
}

/** The evidence of one device among those of all. */
export interface DeviceEvidenceTest {
  readonly device: string;
  /** Evidence divided by samples: at most 1 on average without drift. */
  readonly eValue: number;
  readonly isChanged: boolean;
}

/**
 * Which devices see drift against the reference, of those whose own evidence says how much? With R the
 * Shiryaev-Roberts evidence of a device t samples after its restart, R has a mean of at most t without drift, so
 * e = R / t is an e-value; of M devices those with the k largest are found, k being the largest number with
 * `e_(k) ≥ M / (level · k)` (e-BH: Wang & Ramdas, "False Discovery Rate Control with E-values", JRSS B 84, 2022). The
 * expected share of false ones among them is at most `level`, however devices depend on each other.
 *
 * What is needed: a look whose time does not hang on the evidence, as the end of a period; and restarts that are rare
 * without drift. A device that restarts by a false alarm now and then has e-values with a mean of up to
 * 1 + (false alarms so far).
 *
 * @param level Above 0, below 1. @defaultValue .1
 * @returns In the order given.
 * @throws {@link InvalidOptionError} for evidence below 0, samples below 1, or a level that is out of range.
 */
export function testEvidence(
  devices: readonly DeviceEvidence[],
  { level = 0.1 }: { readonly level?: number } = {},
): DeviceEvidenceTest[] {
  requireLevel('level', level);
  const eValues = devices.map(({ device, evidence }) => eValueOf(device, evidence));
  const descending = [...eValues].sort((a, b) => b - a);
  const found = descending.findLastIndex(
    (eValue, at) => eValue * level * (at + 1) >= devices.length,
  );
  const least = found < 0 ? Number.POSITIVE_INFINITY : descending[found]!;
  return devices.map(({ device }, at) => ({
    device,
    eValue: eValues[at]!,
    isChanged: eValues[at]! >= least,
  }));
}

function eValueOf(device: string, { value, samples }: FleetEvidence): number {
  if (value >= 0 && Number.isFinite(value) && Number.isInteger(samples) && samples >= 1) {
    return value / samples;
  }
  throw new InvalidOptionError(
    `evidence of '${device}': a value of at least 0 after 1 sample or more was expected, ${value} after ` +
      `${samples} came.`,
  );
}
