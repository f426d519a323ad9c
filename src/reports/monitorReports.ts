import type { DriftMonitor } from '../monitor/driftMonitor.js';
import type { MonitorEvents } from '../monitor/events.js';
import type { MonitorNotice } from '../monitor/notices.js';
import type { SegmentedMonitor } from '../monitor/segmentedMonitor.later.js';
import type { SegmentedEvents, SegmentedStatus } from '../monitor/segments.js';
import type { StateChange } from '../monitor/stateChanges.js';
import type { MonitorStatus } from '../monitor/status.js';
import type { DriftedInput } from '../monitor/testedWindow.js';
import type { Verdict } from '../monitor/verdict.js';
import type { ErrorReport, NoticeReport, StatusReport, VerdictReport } from './report.js';

/** A monitor whose events can be reported. */
export type ReportedMonitor =
  | Pick<DriftMonitor, 'on' | 'mostDrifted' | 'status'>
  | Pick<SegmentedMonitor, 'on' | 'mostDrifted' | 'status'>;

/** An event of a monitor, before it is a report. */
export type MonitorReport =
  | (Pick<VerdictReport, 'type' | 'verdict'> & { readonly segment: string | undefined })
  | (Pick<StatusReport, 'type' | 'from' | 'status'> & { readonly segment: string | undefined })
  | (Pick<NoticeReport, 'type' | 'notice'> & { readonly segment: string | undefined })
  | (Pick<ErrorReport, 'type' | 'error'> & { readonly segment?: undefined });

/** Longest message of an error, in characters. */
const MAX_MESSAGE = 1_000;

/** A monitor that is listened to. */
export interface Listening {
  /** Tells what the monitor is doing. @returns False once it was disposed of, and nothing is told. */
  beat(): boolean;
  /** Takes the listeners off again. */
  end(): void;
}

/** Listens to all events of a monitor; tells the notices that it gave before, and what it is doing. */
export function listenTo(
  monitor: ReportedMonitor,
  report: (event: MonitorReport) => void,
): Listening {
  const on = monitor.on.bind(monitor) as (
    event: keyof MonitorEvents,
    listener: (payload: never) => void,
  ) => () => void;
  const verdicts = (['verdict', 'alarm', 'recovered'] as const).map((type) =>
    on(type, (payload: Verdict | { segment: string | undefined; verdict: Verdict }) => {
      if ('verdict' in payload) report({ type, ...payload });
      else report({ type, verdict: payload, segment: undefined });
    }),
  );
  // One that is known already may still be on its way to the listeners.
  const told = new Set<MonitorNotice>();
  const tell = (notice: MonitorNotice, segment?: string): void => {
    if (told.has(notice)) return;
    told.add(notice);
    report({ type: 'notice', notice, segment });
  };
  for (const { segment, notices } of noticesOf(monitor.status)) {
    for (const notice of notices) tell(notice, segment);
  }
  // By segment: the code that was told last.
  const codes = new Map<string | undefined, MonitorStatus['code']>();
  const say = (type: StatusReport['type'], told: MonitorStatus | StateChange, segment?: string) => {
    codes.set(segment, told.code);
    report({ type, ...('from' in told && { from: told.from }), status: said(told), segment });
  };
  const sayAll = (type: StatusReport['type']): void => {
    for (const { segment, status } of statusesOf(monitor.status)) say(type, status, segment);
  };
  sayAll('status');
  const offs = [
    ...verdicts,
    on('state', (payload: StateChange | SegmentedEvents['state']) => {
      if ('from' in payload) say('state', payload);
      else say('state', payload.state, payload.segment);
    }),
    on('status', (payload: MonitorStatus | SegmentedEvents['status']) => {
      const { status, segment } =
        'status' in payload ? payload : { status: payload, segment: undefined };
      const isNew = status.state === 'suspended' && codes.get(segment) !== status.code;
      if (isNew) say('status', status, segment);
    }),
    on(
      'notice',
      (payload: MonitorNotice | { segment: string | undefined; notice: MonitorNotice }) => {
        if ('notice' in payload) tell(payload.notice, payload.segment);
        else tell(payload);
      },
    ),
    on('error', (error: unknown) => report({ type: 'error', error: nameAndMessage(error) })),
  ];
  return {
    beat: () => {
      const isOver = statusesOf(monitor.status)[0]!.status.code === 'disposed';
      if (!isOver) sayAll('heartbeat');
      return !isOver;
    },
    end: () => {
      for (const off of offs) off();
    },
  };
}

function said(status: MonitorStatus): StatusReport['status'] {
  const { state, code, reason, since, lastTested, referenceId, samples, tests } = status;
  const { thinned, dropped, refused, failed } = status;
  const tally = { thinned, dropped, refused, failed };
  return { state, code, reason, since, lastTested, referenceId, samples, tests, ...tally };
}

function statusesOf(
  status: MonitorStatus | SegmentedStatus,
): { segment?: string; status: MonitorStatus }[] {
  if ('notices' in status) return [{ status }];
  return [
    { status: status.overall },
    ...status.segments.flatMap(({ label, status: own }) =>
      own ? [{ segment: label, status: own }] : [],
    ),
  ];
}

/** What there is to know already, of each monitor. */
function noticesOf(
  status: MonitorStatus | SegmentedStatus,
): { segment?: string; notices: readonly MonitorNotice[] }[] {
  if ('notices' in status) return [status];
  const ofSegments = status.segments.map(({ label, status: own }) => ({
    segment: label,
    notices: own?.notices ?? [],
  }));
  return [{ notices: status.overall.notices }, ...ofSegments];
}

/** The inputs most unlike the reference, of a segment where the event is one of a segment. */
export function mostDriftedOf(
  monitor: ReportedMonitor,
  count: number,
  segment: string | undefined,
): DriftedInput[] {
  return count > 0 ? (monitor as SegmentedMonitor).mostDrifted(count, segment) : [];
}

/** No stack: it holds addresses, and says little of minified code. */
function nameAndMessage(error: unknown): ErrorReport['error'] {
  try {
    const [name, message] =
      error instanceof Error ? [error.name, error.message] : [typeof error, error];
    return { name: String(name), message: String(message).slice(0, MAX_MESSAGE) };
  } catch {
    return { name: typeof error, message: 'It cannot be told in words.' };
  }
}
