import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import type { DriftMonitor } from '../monitor/driftMonitor.js';
import type { MonitorStatus } from '../monitor/status.js';

/** What is shown of a `DriftMonitor`, of whichever entry. */
export type WatchedMonitor = Pick<
  DriftMonitor,
  'on' | 'status' | 'window' | 'mostDrifted' | 'nullDistribution'
>;

/** @throws {@link InvalidOptionError} unless it is a monitor; one of segments has no single state. */
export function requireMonitor(what: string, value: unknown): asserts value is WatchedMonitor {
  const monitor = value as WatchedMonitor | null | undefined;
  const methods = [monitor?.on, monitor?.mostDrifted, monitor?.nullDistribution];
  const hasAll = methods.every((method) => typeof method === 'function');
  if (hasAll && typeof monitor?.status?.state === 'string') return;
  throw new InvalidOptionError(`${what}: a DriftMonitor was expected, ${came(value)} came.`);
}

/** So often is looked for what no event tells: a window that fills, other words for the same state. */
const LOOK_MS = 500;

/**
 * Calls when the state changes, and else twice a second, since not all that a status says is told.
 *
 * @returns A function that ends it.
 */
export function followStatus(monitor: WatchedMonitor, look: () => void): () => void {
  const off = monitor.on('status', look);
  const timer = setInterval(look, LOOK_MS);
  return () => {
    off();
    clearInterval(timer);
  };
}

/** Gives the monitor's status, the same object for as long as nothing in it changes. */
export function statusReader(monitor: WatchedMonitor): () => MonitorStatus {
  let latest = monitor.status;
  const keyOf = ({ lastVerdict, ...status }: MonitorStatus): string =>
    JSON.stringify([lastVerdict?.sequence, status]);
  return () => {
    const { status } = monitor;
    if (keyOf(status) !== keyOf(latest)) latest = status;
    return latest;
  };
}
