import { Ajv2020 } from 'ajv/dist/2020.js';
import { analyticGaussianSigma } from '../../src/core/fleet/analyticGaussian.js';
import { impossibleSketch } from '../../src/core/fleet/impossibleSketch.js';
import { type FleetSketch, SKETCH_SCHEMA_VERSION } from '../../src/core/fleet/sketch.js';
import schema from '../../src/fleet/sketch.schema.json' with { type: 'json' };
import type { Reason } from './answer.js';
import type { KnownSpaces } from './knownSpaces.js';

export interface CheckOptions {
  /** How far a device's clock may be wrong, in milliseconds: a period begins no later than that. @defaultValue 6 hours */
  readonly maxClockErrorMs?: number;
  /** How old a period may be, in milliseconds; pages keep for 40 days what they cannot send. @defaultValue 40 days */
  readonly maxAgeMs?: number;
  /** Rows that count of one sketch; one of more is scaled down to as many. @defaultValue 100,000 */
  readonly maxCount?: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const DEFAULT_MAX_AGE_MS = 40 * DAY_MS;

export type Checked =
  /** What is to be kept, and what there is to tell of it. */
  | { readonly sketch: FleetSketch; readonly told?: Told }
  | { readonly sketch?: undefined; readonly told: Told };

export interface Told {
  readonly reason: Reason;
  readonly message: string;
}

const validate = new Ajv2020({ strict: true, strictTypes: false }).compile<FleetSketch>(schema);

/** Whether a sketch can be what it says. */
export class SketchChecks {
  readonly #spaces: Pick<KnownSpaces, 'get'>;
  readonly #options: Required<CheckOptions>;

  constructor(
    spaces: Pick<KnownSpaces, 'get'>,
    {
      maxClockErrorMs = 6 * HOUR_MS,
      maxAgeMs = DEFAULT_MAX_AGE_MS,
      maxCount = 100_000,
    }: CheckOptions,
  ) {
    this.#spaces = spaces;
    this.#options = { maxClockErrorMs, maxAgeMs, maxCount };
  }

  /** The device's clock, where a batch tells it. @param sent ISO 8601. */
  clockFault(sent: string, now: number): Told | undefined {
    const { maxClockErrorMs } = this.#options;
    const ahead = Date.parse(sent) - now;
    if (Math.abs(ahead) <= maxClockErrorMs) return undefined;
    return {
      reason: 'clock-wrong',
      message: `The device's clock is wrong by ${hours(ahead)}; set it, at most ${hours(maxClockErrorMs)} are let pass.`,
    };
  }

  /** @param now The receiver's clock, in milliseconds since 1970. */
  check(value: unknown, now: number): Checked {
    const version = (value as Partial<FleetSketch> | null)?.schemaVersion;
    if (typeof version === 'number' && version !== SKETCH_SCHEMA_VERSION) {
      return told(
        'schema-version',
        `Version ${SKETCH_SCHEMA_VERSION} was expected, ${version} came; receiver and page are of different versions.`,
      );
    }
    if (!validate(value)) {
      const { instancePath = '', message = '' } = validate.errors?.[0] ?? {};
      return told('schema', `sketch.schema.json: '${instancePath.slice(0, 80)}' ${message}`);
    }
    return this.#periodFault(value, now) ?? stateFault(value) ?? this.#weighed(value);
  }

  #periodFault({ period, periodMs }: FleetSketch, now: number): Checked | undefined {
    const { maxClockErrorMs, maxAgeMs } = this.#options;
    const start = Date.parse(period);
    if (DAY_MS % periodMs !== 0 || start % periodMs !== 0) {
      return told(
        'unaligned-period',
        `A period aligned to its length, a divisor of a day, was expected, ${period} of ${periodMs} ms came.`,
      );
    }
    if (start - now > maxClockErrorMs) {
      return told(
        'clock-ahead',
        `A period that has begun was expected, ${period} came, which is in ${hours(start - now)}; set the device's clock.`,
      );
    }
    if (now - start <= maxAgeMs) return undefined;
    return told(
      'too-old',
      `A period of the last ${hours(maxAgeMs)} was expected, ${period} came; set the device's clock, or send sooner.`,
    );
  }

  #weighed(sketch: FleetSketch): Checked {
    const { sketchId, referenceId, count, sums } = sketch;
    const known = this.#spaces.get(sketchId);
    if (known && known.space.referenceId !== referenceId) {
      return told(
        'foreign-reference',
        `The reference '${known.space.referenceId}' belongs to ${sketchId}, '${referenceId}' came.`,
      );
    }
    const impossible = known ? impossibleSketch(sketch, known.map) : outOfRange(sketch);
    if (impossible !== undefined) return told('impossible-sums', `${impossible}.`);
    const { maxCount } = this.#options;
    const unknown = known
      ? undefined
      : `No space of ${sketchId} is known: give it to the receiver.`;
    if (count > maxCount) {
      const scale = maxCount / count;
      return {
        sketch: { ...sketch, count: maxCount, sums: sums.map((sum) => sum * scale) },
        told: { reason: 'capped', message: `${count} rows count as ${maxCount}.` },
      };
    }
    return { sketch, ...(unknown && { told: { reason: 'unknown-space', message: unknown } }) };
  }
}

/** What can be said of sums without their space: noise goes beyond 12 of its deviations once in 10³² or so. */
function outOfRange({ count, sums, privacy }: FleetSketch): string | undefined {
  const slack = privacy ? 12 * 1.01 * analyticGaussianSigma(privacy) : 1e-6;
  const bad = sums.findIndex((sum) => !(sum / count >= -slack && sum / count <= 1 + slack));
  if (bad < 0) return undefined;
  return `sums from 0 to the count of ${count} were expected, ${sums[bad]} came at ${bad}`;
}

/** A clock that was set in the meantime makes a state longer than the period, but not by much. */
const SLACK = 1.01;

function stateFault({ states, periodMs }: FleetSketch): Checked | undefined {
  const long = Object.entries(states).find(([, ms]) => ms > periodMs * SLACK);
  if (!long) return undefined;
  return told(
    'impossible-states',
    `States within a period of ${periodMs} ms were expected, ${long[1]} ms of '${long[0]}' came.`,
  );
}

function told(reason: Reason, message: string): Checked {
  return { told: { reason, message } };
}

function hours(ms: number): string {
  return `${(ms / HOUR_MS).toFixed(1)} hours`;
}
