import { expect, test } from 'playwright/test';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import type { FleetSketch } from '../../src/core/fleet/sketch.js';
import { NOW, post, postSketches, runReceiver } from '../support/fleetReceiver.js';
import { HOUR, SmallFleet, START } from '../support/fleetSketches.js';
import { mutatedJson } from '../support/mutatedJson.js';

const BODIES = 600;
const AT_ONCE = 8;

/** A device that sends garbage: what came of it must be a refusal, or a sketch that could have been. */
test(`${BODIES} broken bodies are each answered, and what is kept adds up with the others`, async () => {
  const errors: unknown[] = [];
  const receiver = await runReceiver({
    onError: (error) => errors.push(error),
    addressRate: { perSecond: 1e6, burst: 1e6 },
    deviceRate: { perSecond: 1e6, burst: 1e6 },
  });
  const fleet = await SmallFleet.make();
  await receiver.store.putSpace(fleet.space);
  const honest = Array.from({ length: 20 }, (_, n) => fleet.sketch({ device: `honest-${n}` }));
  await postSketches(receiver.url, honest);
  const random = seededRandom(21);
  const statuses = new Map<number, number>();
  let accepted = 0;
  const bodies = Array.from({ length: BODIES }, (_, at) => brokenBody(fleet, at, random));
  const send = async (): Promise<void> => {
    for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
      const { status, body: answer } = await post(`${receiver.url}/sketches`, body);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (status === 200) accepted += answer.accepted;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  expect(errors).toEqual([]);
  expect([...statuses.keys()].sort()).toEqual([200, 400, 413]);
  expect(accepted).toBeGreaterThan(BODIES / 50);

  const scope = { sketchId: fleet.space.sketchId, periodMs: HOUR };
  const span = { ...scope, from: 0, to: NOW + 24 * HOUR };
  const devices = await receiver.store.devices({ ...span, limit: 10_000 });
  for (const { count } of devices) expect(count).toBeLessThanOrEqual(100_000);
  const series = await receiver.store.deviceSeries({
    ...span,
    devices: devices.map(({ device }) => device),
  });
  for (const { sums, count } of series.filter((one) => one.sums.length === 8)) {
    for (const sum of sums) {
      expect(sum).toBeGreaterThanOrEqual(-1e-4);
      expect(sum).toBeLessThanOrEqual(count * (1 + 1e-6));
    }
  }
  const kept = (await receiver.store.deviceSeries({ ...span, devices: honest.map(nameOf) })).filter(
    ({ period }) => period === START,
  );
  expect(kept.map(({ count }) => count).sort()).toEqual(honest.map(({ count }) => count).sort());
  await receiver.close();
});

function brokenBody(fleet: SmallFleet, at: number, random: Random): string {
  const batch = {
    schemaVersion: 1,
    sketches: [fleet.sketch({ device: `broken-${at}`, labels: { site: 'x' } })],
  };
  let { mutated } = mutatedJson(batch, random);
  if (random() < 0.5) ({ mutated } = mutatedJson(mutated, random));
  let body: string;
  try {
    body = JSON.stringify(mutated) ?? '';
  } catch {
    // It holds itself.
    return '[';
  }
  return random() < 0.1 ? body.slice(0, Math.floor(random() * body.length)) : body;
}

function nameOf({ device }: FleetSketch): string {
  return device!;
}
