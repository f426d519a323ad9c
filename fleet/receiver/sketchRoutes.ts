import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { type Answer, type Asked, RequestError, type Route } from './answer.js';
import type { CommitQueue } from './commitQueue.js';
import type { LeftOutTally } from './leftOutTally.js';
import type { RateLimit } from './rateLimit.js';
import { readJson } from './readBody.js';
import type { SketchChecks } from './sketchChecks.js';

export interface SketchDesk {
  readonly checks: SketchChecks;
  readonly commits: CommitQueue;
  readonly tally: LeftOutTally;
  /** Sketches an address may send. */
  readonly byAddress: RateLimit;
  readonly byDevice: RateLimit;
  readonly maxBytes: number;
  readonly maxSketches: number;
  readonly clock: () => number;
}

/** What came of a batch. */
export interface Receipt {
  readonly accepted: number;
  /** Those that were there already. */
  readonly duplicate: number;
  /** Not to be sent again: where in the batch, the reason's name, and in words. */
  readonly refused: readonly {
    readonly at: number;
    readonly error: string;
    readonly message: string;
  }[];
}

export function sketchRoutes(desk: SketchDesk): Route[] {
  return [
    { method: 'POST', path: '/sketches', access: 'write', answer: (asked) => receive(desk, asked) },
  ];
}

async function receive(desk: SketchDesk, { message, address }: Asked): Promise<Answer> {
  const batch = (await readJson(message, desk.maxBytes)) as Partial<Batch> | null;
  if (!Array.isArray(batch?.sketches) || batch.sketches.length === 0) {
    throw new RequestError(
      400,
      'not-a-batch',
      '{ schemaVersion, sketches: [...] } with at least one sketch was expected.',
    );
  }
  return { body: await keepSketches(desk, batch as Batch, address) };
}

export interface Batch {
  readonly sketches: readonly unknown[];
  readonly sent?: unknown;
}

/** Keeps of a batch what can be kept. @throws {@link RequestError} where none of it is, and it may be sent again. */
export async function keepSketches(
  desk: SketchDesk,
  { sketches: values, sent }: Batch,
  address: string,
): Promise<Receipt> {
  const { checks, commits, tally, byAddress, byDevice, maxSketches } = desk;
  if (values.length > maxSketches) {
    throw new RequestError(
      413,
      'too-many-sketches',
      `At most ${maxSketches} sketches at once were expected, ${values.length} came.`,
    );
  }
  const waitS = byAddress.take(address, values.length);
  if (waitS > 0) {
    throw new RequestError(429, 'rate-address', `Too many sketches came from ${address}.`, {
      retryAfterS: waitS,
    });
  }
  const now = desk.clock();
  const clockFault = typeof sent === 'string' ? checks.clockFault(sent, now) : undefined;
  const kept: FleetSketch[] = [];
  const refused: Receipt['refused'][number][] = [];
  for (const [at, value] of values.entries()) {
    const checked = clockFault ? { told: clockFault } : checks.check(value, now);
    const { sketch } = checked;
    const isOften = sketch?.device && byDevice.take(sketch.device, 1) > 0;
    const told = isOften
      ? ({ reason: 'rate-device', message: 'The device sends too often.' } as const)
      : checked.told;
    if (told) {
      const { sketchId, release, device } = (value ?? {}) as Partial<FleetSketch>;
      tally.note(told.reason, { sketchId, release, device, message: told.message });
    }
    if (sketch && !isOften) kept.push(sketch);
    else refused.push({ at, error: told!.reason, message: told!.message });
  }
  const isNew = await commits.add(kept);
  const accepted = isNew.filter(Boolean).length;
  return { accepted, duplicate: kept.length - accepted, refused };
}
