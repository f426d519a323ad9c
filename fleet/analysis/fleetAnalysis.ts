import { type LandmarkChange, testLandmarks } from '../../src/core/fleet/landmarkTest.js';
import type { FleetStore } from '../store/fleetStore.js';
import { type DeviceDetail, deviceDetail } from './deviceDetail.js';
import { allDevices, type DeviceFindings, deviceFindings } from './deviceFindings.js';
import { type FindingSpan, findingSpan } from './findingSpan.js';
import { type AnalysisOptions, type FleetScope, fleetScope } from './fleetScope.js';
import { type FleetSeries, SeriesTester } from './fleetSeries.js';
import { type GroupFindings, groupFindings } from './groupFindings.js';
import { EMPTY_WORDS, type FleetWords, fleetWords } from './words.js';

/** What there is to say of the fleet now. */
export interface FleetReport extends FleetWords {
  /** ISO 8601. */
  readonly now: string;
  readonly sketchId?: string;
  readonly periodMs?: number;
  /** Periods in which one false alarm is to be expected. */
  readonly expectedRunTime: number;
  /** Devices and rows of the latest period. */
  readonly latest?: { readonly period: number; readonly devices: number; readonly count: number };
  /** Devices whose own monitor said so at the end of the latest period. */
  readonly states?: Readonly<Record<string, number>>;
  readonly series: FleetSeries['periods'];
  readonly episodes: FleetSeries['episodes'];
  /** What the findings are about, in milliseconds since 1970; ends excluded. */
  readonly span?: { readonly from: number; readonly to: number };
}

/** Inputs like which pictures of the reference come more and less often, over all devices. */
export interface LandmarkFindings {
  readonly landmarks: readonly LandmarkChange[];
}

interface Known {
  readonly version: string;
  readonly scope: FleetScope;
  readonly series: FleetSeries;
  readonly span: FindingSpan | undefined;
  /** Made when they are asked for. */
  groups?: Promise<GroupFindings>;
  devices?: Promise<DeviceFindings>;
  landmarks?: Promise<LandmarkFindings>;
}

/** Keys of labels are those of so many devices. */
const DEVICES_FOR_LABELS = 1_000;

/** The tests of `src/core/fleet` on a store, each made once as long as nothing further comes. */
export class FleetAnalysis {
  readonly #store: FleetStore;
  readonly #options: Required<AnalysisOptions>;
  readonly #tester: SeriesTester;
  #known: Known | undefined;
  #looking: Promise<Known | undefined> | undefined;

  constructor(
    store: FleetStore,
    {
      expectedRunTime = 720,
      season = 'day',
      baselines = 3,
      days = 28,
      mostDevices = 5_000,
      clock = Date.now,
    }: AnalysisOptions = {},
  ) {
    this.#store = store;
    this.#options = { expectedRunTime, season, baselines, days, mostDevices, clock };
    this.#tester = new SeriesTester(store, this.#options);
  }

  async report(): Promise<FleetReport> {
    const { expectedRunTime, clock } = this.#options;
    const now = clock();
    const known = await this.#look();
    const base = { now: new Date(now).toISOString(), expectedRunTime };
    if (!known) return { ...base, ...EMPTY_WORDS, series: [], episodes: [] };
    const { scope, series, span } = known;
    const groups = span && (await this.#groups(known, span));
    const { period, devices, count, states } = scope.periods.at(-1)!;
    return {
      ...base,
      ...fleetWords(scope, series, groups, { now, expectedRunTime }),
      sketchId: scope.sketchId,
      periodMs: scope.periodMs,
      latest: { period, devices, count },
      states,
      series: series.periods,
      episodes: series.episodes,
      ...(span && { span: { from: span.periods[0]!, to: span.periods.at(-1)! + scope.periodMs } }),
    };
  }

  async groups(): Promise<GroupFindings> {
    const known = await this.#look();
    if (!known?.span) return { groups: [], tooFew: [], inSeveral: {}, cut: [] };
    return this.#groups(known, known.span);
  }

  async landmarks(): Promise<LandmarkFindings> {
    const known = await this.#look();
    if (!known?.span) return { landmarks: [] };
    known.landmarks ??= forgotten(this.#landmarks(known.scope, known.span), () => {
      delete known.landmarks;
    });
    return known.landmarks;
  }

  async devices(): Promise<DeviceFindings> {
    const known = await this.#look();
    if (!known) {
      const none = [0, 0] as const;
      return {
        devices: [],
        untested: false,
        now: none,
        before: none,
        blockCorrelation: null,
        level: 0.1,
      };
    }
    const { scope, span } = known;
    const most = this.#options.mostDevices;
    known.devices ??= forgotten(
      deviceFindings(this.#store, scope, { began: span?.began, most }),
      () => {
        delete known.devices;
      },
    );
    return known.devices;
  }

  /** One device's history; nothing where it has sent nothing. */
  async device(name: string): Promise<DeviceDetail | undefined> {
    const known = await this.#look();
    return known && deviceDetail(this.#store, known.scope, { name, began: known.span?.began });
  }

  /** One look at a time; who comes meanwhile waits for it. */
  #look(): Promise<Known | undefined> {
    this.#looking ??= this.#newlyKnown().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #newlyKnown(): Promise<Known | undefined> {
    const scope = await fleetScope(this.#store, this.#options);
    if (!scope || this.#known?.version === scope.version) return scope && this.#known;
    const series = await this.#tester.test(scope);
    const span = findingSpan(scope, series, this.#options);
    this.#known = { version: scope.version, scope, series, span };
    return this.#known;
  }

  #groups(known: Known, span: FindingSpan): Promise<GroupFindings> {
    known.groups ??= forgotten(this.#newGroups(known.scope, span), () => {
      delete known.groups;
    });
    return known.groups;
  }

  async #newGroups(scope: FleetScope, span: FindingSpan): Promise<GroupFindings> {
    const some = await allDevices(this.#store, scope, DEVICES_FOR_LABELS);
    const keys = new Set(some.flatMap(({ labels }) => Object.keys(labels)));
    return groupFindings(this.#store, scope, span, [...keys].sort());
  }

  async #landmarks(
    { sketchId, periodMs, space }: FleetScope,
    { periods, baseline }: FindingSpan,
  ): Promise<LandmarkFindings> {
    const query = { sketchId, periodMs, periods, baseline };
    const { buckets } = await this.#store.changes(query);
    return { landmarks: buckets.length < 2 ? [] : testLandmarks(buckets, space, { seed: 0 }) };
  }
}

/** A failed one can be tried again. */
function forgotten<Result>(promise: Promise<Result>, forget: () => void): Promise<Result> {
  promise.catch(forget);
  return promise;
}
