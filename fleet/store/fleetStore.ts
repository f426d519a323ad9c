import type { BucketSums } from '../../src/core/fleet/buckets.js';
import type { FleetEvidence, FleetSketch, SketchSpace } from '../../src/core/fleet/sketch.js';

/**
 * Where sketches are kept, and what a test needs of them. Two engines hold the same tables: DuckDB in one file, for
 * a team's own server, and ClickHouse, for millions of devices.
 *
 * - `sketches`: all that came, each once; expires.
 * - `device_periods`: what tests need of it; stays.
 * - `sketch_spaces`: what belongs to a sketch id.
 * - `left_out`: how many sketches were refused, changed or kept apart, and why.
 *
 * A sketch counts once, however often, in which batches and through how many receivers it came: it is known by device,
 * sketch id, period, length of the period and sequence, and one without a device by its own id as well. The first to
 * come counts.
 *
 * Periods are given by their starts, in milliseconds since 1970.
 */
export interface FleetStore {
  readonly engine: 'duckdb' | 'clickhouse';

  /**
   * Keeps those that are not there yet. Durable when it resolves; when it rejects, the whole batch may be sent again.
   *
   * @param sketches Valid ones.
   * @returns For each whether it is new.
   * @throws {@link StoreFullError}, {@link StoreUnavailableError}
   */
  insert(sketches: readonly FleetSketch[]): Promise<boolean[]>;

  /** @throws {@link SpaceConflictError} where the id is known with another space. */
  putSpace(space: SketchSpace): Promise<void>;
  spaces(): Promise<SketchSpace[]>;

  /** What changed at devices between a baseline and the periods: for the paired test. */
  changes(query: ChangeQuery): Promise<Changes>;
  /** The same by the group that a device's sketches in the periods name, whatever those of its baseline do. */
  changesByGroup(query: ChangeQuery & { readonly by: Grouping }): Promise<GroupedBuckets>;
  /** Means of the devices of each group within the periods, unpaired sketches too: for two groups in one period. */
  meansByGroup(query: MeanQuery & { readonly by: Grouping }): Promise<GroupedBuckets>;

  /** What devices sent, period by period, in order of device and period: for one device's own test. */
  deviceSeries(query: SeriesQuery): Promise<DevicePeriod[]>;
  /** Devices in order of their names. */
  devices(query: DeviceQuery): Promise<DeviceSummary[]>;
  /** What `evidencePolicy` held at each device when the period ended. */
  evidence(query: EvidenceQuery): Promise<PeriodEvidence>;
  /** The fleet, period by period. */
  timeline(query: SpanQuery): Promise<FleetPeriod[]>;
  /** What sketch ids there are from a time on: several in one week are sketches that do not add up. */
  sketchIds(since: number): Promise<SketchIdSummary[]>;

  noteLeftOut(notes: readonly LeftOut[]): Promise<void>;
  /** By day from a time on, the latest first. */
  leftOut(since: number): Promise<LeftOut[]>;

  /** Drops what is older than it is to be kept. */
  expire(retention: Retention, now: number): Promise<void>;
  close(): Promise<void>;
}

/** Sketches that add up, of periods of one length. */
export interface SketchScope {
  readonly sketchId: string;
  readonly periodMs: number;
}

export interface MeanQuery extends SketchScope {
  /** Taken together as one: an hour, or the hours of a day. At least one. */
  readonly periods: readonly number[];
  /** Rows that a device needs in them. @defaultValue 1 */
  readonly minCount?: number;
}

export interface ChangeQuery extends MeanQuery {
  /** Taken together as well, e.g. the same hour of other days; none of `periods`. At least one. */
  readonly baseline: readonly number[];
}

/** What devices are told apart by; those that do not say are a group of the name ''. */
export type Grouping =
  | { readonly by: 'app' | 'release' }
  | { readonly by: 'label'; readonly key: string };

export interface Changes {
  /** In the order of bucket numbers; of devices with rows in both. */
  readonly buckets: readonly BucketSums[];
  /** Devices with enough rows in both. */
  readonly compared: number;
  /** Devices with enough rows in the periods, and too few in the baseline: new ones. */
  readonly withoutBaseline: number;
  /** The other way round: those that fell silent. */
  readonly withoutPeriod: number;
}

export interface GroupedBuckets {
  /** By the group's name, in its order. Groups have no device in common. */
  readonly groups: ReadonlyMap<string, readonly BucketSums[]>;
  /** Devices that named several within the periods, as on the day of an update: they are in none. */
  readonly inSeveral: number;
}

export interface SpanQuery extends SketchScope {
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

export interface SeriesQuery extends SpanQuery {
  /** At most 10,000. */
  readonly devices: readonly string[];
}

export interface DevicePeriod {
  readonly device: string;
  readonly period: number;
  readonly count: number;
  /** Shape [landmarks]. */
  readonly sums: Float64Array;
  readonly state: string;
  readonly evidence: FleetEvidence | null;
  readonly release: string;
}

export interface DeviceQuery extends SpanQuery {
  /** Names after this one. @defaultValue from the first */
  readonly after?: string;
  /** 1 to 10,000. @defaultValue 1,000 */
  readonly limit?: number;
  /** This device alone. @defaultValue all */
  readonly only?: string;
}

export interface DeviceSummary {
  readonly device: string;
  readonly periods: number;
  readonly count: number;
  readonly latestPeriod: number;
  /** At the end of its latest period, as release and labels. */
  readonly state: string;
  readonly release: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface EvidenceQuery extends SketchScope {
  readonly period: number;
  /** Evidence per sample that is worth telling: e-BH at level α rejects none below 1 / α. @defaultValue 1 */
  readonly atLeast?: number;
}

export interface PeriodEvidence {
  /** Devices that sent evidence in the period: M of e-BH. */
  readonly devices: number;
  /** The strongest first. */
  readonly found: readonly (FleetEvidence & { readonly device: string })[];
}

export interface FleetPeriod {
  readonly period: number;
  readonly devices: number;
  readonly unpaired: number;
  readonly count: number;
  /** Devices by their state at its end. */
  readonly states: Readonly<Record<string, number>>;
}

export interface SketchIdSummary extends SketchScope {
  readonly referenceId: string;
  /** False: a foreign id, or its space is still to be given; its sketches are kept apart. */
  readonly isKnown: boolean;
  readonly devices: number;
  readonly sketches: number;
  readonly firstPeriod: number;
  readonly latestPeriod: number;
}

/** Sketches of one day that were left out for one reason. */
export interface LeftOut {
  /** ISO 8601, the day of the receiver's clock in UTC. */
  readonly day: string;
  readonly reason: string;
  /** Empty where it is not known. */
  readonly sketchId: string;
  readonly release: string;
  /** Or batches, where none could be read. */
  readonly count: number;
  /** The latest, as an example: its device, and what was said. */
  readonly device: string;
  readonly message: string;
}

export interface Retention {
  /** Of `sketches`, from 1. */
  readonly rawDays: number;
  /** Of `device_periods` and `left_out`; infinite keeps them. */
  readonly stateDays: number;
}
