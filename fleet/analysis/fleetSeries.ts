import { baselinePeriods } from '../../src/core/fleet/baselinePeriods.js';
import { fleetAlarm } from '../../src/core/fleet/fleetAlarm.js';
import { type FleetTest, pairedTest } from '../../src/core/fleet/pairedTest.js';
import type { FleetPeriod, FleetStore } from '../store/fleetStore.js';
import type { AnalysisOptions, FleetScope } from './fleetScope.js';

/** One period of the fleet against its baseline. */
export interface SeriesPeriod {
  /** Its start, in milliseconds since 1970. */
  readonly period: number;
  /** Devices with rows in both. */
  readonly devices: number;
  readonly u: number;
  readonly z: number;
  readonly pValue: number;
  /** U that calm periods exceed once in the expected run time; null while learning. */
  readonly threshold: number | null;
  readonly state: 'alarm' | 'calm' | 'learning' | 'too-few-devices';
  /** Calm periods it was compared with. */
  readonly calmPeriods: number;
  /** Between the alarms of one episode: neither calm nor fit to be compared with. */
  readonly isUnsettled: boolean;
}

export interface Episode {
  /** The first period of it that alarmed. */
  readonly from: number;
  /** The last one. */
  readonly to: number;
  readonly isOver: boolean;
}

export interface FleetSeries {
  readonly periods: readonly SeriesPeriod[];
  readonly episodes: readonly Episode[];
  /** Starts of periods that are no baseline for others. */
  readonly unsettled: ReadonlySet<string>;
}

/** An episode is over when so long there was no alarm. */
const QUIET_MS = 12 * 3_600_000;

type SeriesOptions = Required<Pick<AnalysisOptions, 'expectedRunTime' | 'season' | 'baselines'>>;

/** Queries that are under way while a period is tested. */
const AHEAD = 4;

/** What a look at the fleet needs of one period. */
interface Asked {
  readonly period: number;
  readonly baseline: readonly number[];
  /** Another one where a late batch has come. */
  readonly key: string;
}

/** Tests period after period, each against those before it, and remembers what it has tested. */
export class SeriesTester {
  readonly #store: FleetStore;
  readonly #options: SeriesOptions;
  #tests = new Map<string, Promise<FleetTest | undefined>>();

  constructor(store: FleetStore, options: SeriesOptions) {
    this.#store = store;
    this.#options = options;
  }

  async test(scope: FleetScope): Promise<FleetSeries> {
    const { expectedRunTime } = this.#options;
    const sizes = new Map(scope.periods.map((one) => [one.period, one]));
    const used = new Map<string, Promise<FleetTest | undefined>>();
    const periods: SeriesPeriod[] = [];
    const episodes: Episode[] = [];
    const unsettled = new Set<string>();
    const testAt = (at: number): Promise<FleetTest | undefined> | undefined => {
      const asked =
        at < scope.periods.length ? this.#asked(scope, at, unsettled, sizes) : undefined;
      return asked && this.#testOf(scope, asked, used);
    };
    for (const [at, { period }] of scope.periods.entries()) {
      // With the baselines that they have if no alarm comes between.
      for (let next = at; next < at + AHEAD; next++) testAt(next)?.catch(() => {});
      const test = await testAt(at);
      if (!test) continue;
      const calm = periods.filter(({ isUnsettled }) => !isUnsettled);
      const alarm = fleetAlarm(test, calm, { expectedRunTime });
      const last = episodes.at(-1);
      const isOngoing = last !== undefined && period - last.to <= QUIET_MS;
      if (alarm.state === 'alarm') {
        if (isOngoing) episodes[episodes.length - 1] = { ...last, to: period };
        else episodes.push({ from: period, to: period, isOver: false });
      }
      const isUnsettled = alarm.state === 'alarm' || (isOngoing && alarm.isRareByFlips);
      if (isUnsettled) unsettled.add(new Date(period).toISOString());
      const { devices, u, z, pValue } = test;
      const { state, calmPeriods, threshold = null } = alarm;
      periods.push({ period, devices, u, z, pValue, threshold, state, calmPeriods, isUnsettled });
    }
    this.#tests = used;
    const end = periods.at(-1)?.period ?? 0;
    return {
      periods,
      unsettled,
      episodes: episodes.map((one) => ({ ...one, isOver: end - one.to > QUIET_MS })),
    };
  }

  #asked(
    { sketchId, periodMs, firstPeriod, periods }: FleetScope,
    at: number,
    unsettled: ReadonlySet<string>,
    sizes: ReadonlyMap<number, FleetPeriod>,
  ): Asked | undefined {
    const { season, baselines } = this.#options;
    const { period } = periods[at]!;
    const baseline = baselinePeriods(new Date(period).toISOString(), {
      periodMs,
      season,
      count: baselines,
      from: new Date(firstPeriod).toISOString(),
      without: unsettled,
    }).map((start) => Date.parse(start));
    if (baseline.length < baselines) return undefined;
    const told = [period, ...baseline].map((start) => {
      const { devices, count } = sizes.get(start) ?? { devices: 0, count: 0 };
      return `${start}:${devices}:${count}`;
    });
    return { period, baseline, key: [sketchId, periodMs, ...told].join(' ') };
  }

  #testOf(
    scope: FleetScope,
    asked: Asked,
    used: Map<string, Promise<FleetTest | undefined>>,
  ): Promise<FleetTest | undefined> {
    const test = used.get(asked.key) ?? this.#tests.get(asked.key) ?? this.#newTest(scope, asked);
    used.set(asked.key, test);
    return test;
  }

  async #newTest(
    { sketchId, periodMs, map }: FleetScope,
    { period, baseline }: Asked,
  ): Promise<FleetTest | undefined> {
    const query = { sketchId, periodMs, periods: [period], baseline };
    const { buckets } = await this.#store.changes(query);
    if (buckets.length < 2) return undefined;
    const { expectedRunTime } = this.#options;
    const options = { flips: 2 * expectedRunTime, stopAfter: 20, seed: period / periodMs };
    return pairedTest(buckets, map, options);
  }
}
