import { expect, test } from 'playwright/test';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { DriftMonitor, Reference, type Verdict } from '../../src/index.js';

const WIDTH = 24;
const [KINDS, SCENES] = [4, 200];

/** A frame in twenty seconds; a scene lasts for ten frames on average. */
const FRAMES_A_DAY = 4_320;
const MEAN_FRAMES = 10;

/** A place with things of a few kinds, by the light of the hour, as a camera sees it. */
class Place {
  readonly #random: () => number;
  readonly #gaussian: () => number;
  readonly #light: Float32Array;
  readonly #kinds: readonly Float32Array[];

  constructor(seed: number) {
    const layout = normal(seededRandom(1));
    this.#light = Float32Array.from({ length: WIDTH }, layout).map((x) => 1.5 * x);
    this.#kinds = Array.from({ length: KINDS }, () =>
      Float32Array.from({ length: WIDTH }, layout).map((x) => 1.2 * x),
    );
    this.#random = seededRandom(seed);
    this.#gaussian = normal(this.#random);
  }

  /** What stands before the camera: of one kind, and like no other of it. */
  #scene(): Float32Array {
    const kind = this.#kinds[Math.floor(KINDS * this.#random())]!;
    return kind.map((x) => x + 0.7 * this.#gaussian());
  }

  /** Frames of a day from noon to noon. @param changedBy What is new in them. */
  *day(changedBy: (frame: number) => number = () => 0): Generator<Float32Array> {
    let scene = this.#scene();
    for (let frame = 0; frame < FRAMES_A_DAY; frame++) {
      if (this.#random() < 1 / MEAN_FRAMES) scene = this.#scene();
      const night = (1 - Math.cos((2 * Math.PI * frame) / FRAMES_A_DAY)) / 2;
      const change = changedBy(frame);
      yield scene.map(
        (x, c) => x + night * this.#light[c]! + (c % 2 === 0 ? change : 0) + 0.1 * this.#gaussian(),
      );
    }
  }
}

/** Unrelated frames of another day, with the hour at which each was taken. */
function recorded(isDayAlone = false) {
  const frames = [...new Place(2).day(), ...new Place(3).day()];
  const step = Math.floor(frames.length / (2 * SCENES));
  const taken = frames.map((_, at) => at).filter((at) => at % step === 0);
  const isByDay = (at: number) => {
    const hour = (at % FRAMES_A_DAY) / FRAMES_A_DAY;
    return hour < 0.25 || hour > 0.75;
  };
  const kept = isDayAlone ? taken.filter(isByDay) : taken;
  return {
    rows: kept.map((at) => frames[at]!),
    labels: kept.map((at) => (isByDay(at) ? 'day' : 'night')),
  };
}

async function watched(reference: Reference, frames: Iterable<Float32Array>) {
  const monitor = new DriftMonitor({ reference, falseAlarms: { perSamples: 1_000 } });
  const alarms: { readonly frame: number; readonly verdict: Verdict }[] = [];
  const codes: string[] = [];
  const relapses: number[] = [];
  let frame = 0;
  monitor.on('alarm', (verdict) => alarms.push({ frame, verdict }));
  monitor.on('state', ({ from, to }) => {
    if (to === 'warming-up' && from !== 'suspended') relapses.push(frame);
  });
  await monitor.ready();
  for (const row of frames) {
    monitor.observe(row);
    await monitor.idle();
    codes.push(monitor.status.code);
    frame++;
  }
  const { tests } = monitor.status;
  await monitor.dispose();
  return { alarms, codes, tests, relapses };
}

test('a day and a night that the reference knows raise no alarm, and a dirty lens at night one', async () => {
  test.setTimeout(240_000);
  const { rows, labels } = recorded();
  const reference = await Reference.fromFeatures(rows, { labels });
  const dirtyFrom = Math.floor(0.55 * FRAMES_A_DAY);
  const frames = new Place(4).day((frame) => (frame >= dirtyFrom ? 1.5 : 0));
  const { alarms, codes, tests, relapses } = await watched(reference, frames);
  expect(tests).toBeGreaterThan(100);
  expect(codes.indexOf('ok')).toBeLessThan(FRAMES_A_DAY / 10);
  expect(alarms.length).toBeGreaterThanOrEqual(1);
  const [first] = alarms;
  expect(first!.frame).toBeGreaterThan(dirtyFrom);
  expect(first!.frame).toBeLessThan(dirtyFrom + FRAMES_A_DAY / 12);
  expect(first!.verdict.kind).toBe('new');
  expect(codes.slice(first!.frame + 1)).not.toContain('ok');
  expect(relapses).toEqual([]);
});

test('a night that the reference does not know is new, once', async () => {
  test.setTimeout(240_000);
  const { rows } = recorded(true);
  const reference = await Reference.fromFeatures(rows);
  const { alarms } = await watched(reference, new Place(5).day());
  expect(alarms.length).toBe(1);
  expect(alarms[0]!.verdict.kind).toBe('new');
  expect(alarms[0]!.frame).toBeGreaterThan(FRAMES_A_DAY / 8);
  expect(alarms[0]!.frame).toBeLessThan((5 * FRAMES_A_DAY) / 8);
});

test('a camera that stands still for hours raises no alarm, whatever it sees of what is known', async () => {
  test.setTimeout(240_000);
  const { rows, labels } = recorded();
  const reference = await Reference.fromFeatures(rows, { labels });
  const gaussian = normal(seededRandom(6));
  const scenes = [...new Place(7).day()].filter((_, at) => at % 400 === 0);
  const frames = scenes.flatMap((scene) =>
    Array.from({ length: 200 }, () => scene.map((x) => x + 0.1 * gaussian())),
  );
  const { alarms, tests } = await watched(reference, frames);
  expect(tests).toBeGreaterThan(100);
  expect(alarms).toEqual([]);
});
