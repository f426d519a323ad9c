/** What is needed of a monitor, of whatever entry of the package. */
interface Monitor {
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'alarm', listener: (verdict: { reason: string; compute: string }) => void): unknown;
  idle(): Promise<unknown>;
  dispose(): Promise<unknown>;
  readonly status: { readonly state: string; readonly samples: number };
}

/** What came of a model that was watched while its inputs were fine, and then were not. */
export interface Run {
  /** Name of the tensor, node or layer that was watched. */
  readonly features: string;
  readonly reference: { readonly size: number; readonly width: number };
  readonly calm: { readonly inputs: number; readonly alarms: number; readonly state: string };
  /** Disturbed inputs up to the alarm; as many as there were and one more where none was raised. */
  readonly inputsToAlarm: number;
  /** Of the alarm: what it said, and where it was computed. */
  readonly reason: string;
  readonly compute: string;
  /** Inputs that the monitor took in, of all. */
  readonly samples: number;
  readonly inputs: number;
  /** Inputs of which the model's answer was another one with the monitor than without. */
  readonly changed: number;
  readonly errors: readonly string[];
}

interface Inputs<Input> {
  readonly calm: Iterable<Input> | AsyncIterable<Input>;
  readonly disturbed: Iterable<Input> | AsyncIterable<Input>;
  /** Gives an input to the watched model, and says whether the bare one answers the same. */
  readonly take: (input: Input) => Promise<boolean>;
}

export async function run<Input>(
  monitor: Monitor,
  { features, reference }: Pick<Run, 'features' | 'reference'>,
  { calm, disturbed, take }: Inputs<Input>,
): Promise<Run> {
  const errors: string[] = [];
  const alarms: { reason: string; compute: string }[] = [];
  monitor.on('error', (error) => errors.push(String(error)));
  monitor.on('alarm', (verdict) => alarms.push(verdict));
  let inputs = 0;
  let changed = 0;
  const one = async (input: Input): Promise<void> => {
    if (!(await take(input))) changed++;
    await monitor.idle();
    inputs++;
  };
  for await (const input of calm) await one(input);
  const before = { inputs, alarms: alarms.length, state: monitor.status.state };
  let hasAlarm = false;
  for await (const input of disturbed) {
    await one(input);
    hasAlarm = alarms.length > before.alarms;
    if (hasAlarm) break;
  }
  const { reason = '', compute = '' } = hasAlarm ? alarms.at(-1)! : {};
  const { samples } = monitor.status;
  await monitor.dispose();
  return {
    features,
    reference: { size: reference.size, width: reference.width },
    calm: before,
    inputsToAlarm: inputs - before.inputs + (hasAlarm ? 0 : 1),
    reason,
    compute,
    samples,
    inputs,
    changed,
    errors,
  };
}

/** Whether two rows of numbers are the same, bit for bit. */
export function isSame(one: ArrayLike<number>, other: ArrayLike<number>): boolean {
  if (one.length !== other.length) return false;
  for (let at = 0; at < one.length; at++) if (!Object.is(one[at], other[at])) return false;
  return true;
}

/** What a page offers to its test: runs by name. */
declare global {
  interface Window {
    runs: Readonly<Record<string, () => Promise<unknown>>>;
  }
}
