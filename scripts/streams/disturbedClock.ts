/** Time as it goes by, and what a monitor's clock says of it. */
export class DisturbedClock {
  /** That went by, in milliseconds. */
  passedMs = 0;
  /** What is said instead; undefined where the clock is right. */
  reading: ((rightMs: number) => number) | undefined;

  wait(ms: number): void {
    this.passedMs += ms;
  }

  /** Milliseconds since 1970, if all is well. */
  get timeMs(): number {
    const right = START_MS + this.passedMs;
    return this.reading?.(right) ?? right;
  }
}

const START_MS = Date.UTC(2026, 0, 5);
const SECOND = 1_000;
export const MINUTE_MS = 60 * SECOND;
export const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;

/** Uploads, or photos of a product, that come in bursts. */
export const BURST = 20;

/** Something that happens to tests or to the clock they are timed by. */
export interface Disturbance {
  readonly name: string;
  /** @param test Makes a test, at the time that it is. */
  readonly happen: (clock: DisturbedClock, test: () => void) => void;
}

/** No test is made: sleep, `pause()`, a frozen tab, the back/forward cache. */
function silence(hours: number): Disturbance {
  return {
    name: `${hours} h without a test (sleep, pause(), frozen tab)`,
    happen: (clock) => clock.wait(hours * HOUR_MS),
  };
}

function hiddenTab(hours: number): Disturbance {
  return {
    name: `${hours} h in a hidden tab, a test a minute`,
    happen: (clock, test) => every(clock, MINUTE_MS, hours * 60, test),
  };
}

export const disturbances: readonly Disturbance[] = [
  silence(8),
  silence(60),
  {
    name: '20 looks of 20 tests, 8 h apart',
    happen: (clock, test) => {
      for (let look = 0; look < 20; look++) {
        clock.wait(8 * HOUR_MS);
        every(clock, SECOND / 2, 20, test);
      }
    },
  },
  hiddenTab(8),
  hiddenTab(60),
  {
    name: `a day of bursts of ${BURST}, an hour apart`,
    happen: (clock, test) => {
      for (let hour = 0; hour < 24; hour++) {
        clock.wait(HOUR_MS - BURST * SECOND);
        every(clock, SECOND, BURST, test);
      }
    },
  },
  { name: 'the clock is set a year ahead', happen: (clock) => setClock(clock, YEAR_MS) },
  { name: 'the clock is set back a year', happen: (clock) => setClock(clock, -YEAR_MS) },
  {
    name: 'the clock is a day ahead for 20 tests',
    happen: (clock, test) => {
      setClock(clock, DAY_MS);
      every(clock, SECOND / 2, 20, test);
      setClock(clock, 0);
    },
  },
  {
    name: 'the clock goes a day ahead and back every 20 tests, for 2 h',
    happen: (clock, test) => {
      for (let turn = 0; turn < 720; turn++) {
        setClock(clock, turn % 2 === 0 ? DAY_MS : 0);
        every(clock, SECOND / 2, 20, test);
      }
    },
  },
  {
    name: 'the clock stands still for an hour',
    happen: (clock, test) => {
      const { timeMs } = clock;
      whileClockSays(() => timeMs, clock, test);
    },
  },
  {
    name: 'the clock says NaN for an hour',
    happen: (clock, test) => whileClockSays(() => Number.NaN, clock, test),
  },
  {
    name: 'the clock counts seconds for an hour',
    happen: (clock, test) => whileClockSays((rightMs) => rightMs / 1_000, clock, test),
  },
];

function setClock(clock: DisturbedClock, byMs: number): void {
  clock.reading = (rightMs) => rightMs + byMs;
}

function whileClockSays(
  reading: (rightMs: number) => number,
  clock: DisturbedClock,
  test: () => void,
): void {
  clock.reading = reading;
  every(clock, SECOND / 2, 7_200, test);
  clock.reading = undefined;
}

function every(clock: DisturbedClock, gapMs: number, tests: number, test: () => void): void {
  for (let i = 0; i < tests; i++) {
    clock.wait(gapMs);
    test();
  }
}
