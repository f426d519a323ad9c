import { useCallback, useMemo, useSyncExternalStore } from 'react';
import type { MonitorStatus } from '../../monitor/status.js';
import {
  followStatus,
  requireMonitor,
  statusReader,
  type WatchedMonitor,
} from '../watchedMonitor.js';

/**
 * The monitor's status now: a component that uses it is rendered again at once when the state changes,
 * and else at most twice a second, while something else in the status does.
 *
 * @param monitor Undefined or null while there is none yet; then the status is undefined as well.
 * @throws InvalidOptionError for anything but a `DriftMonitor`.
 *
 * @example
 * const status = useDriftMonitor(monitor);
 * return <p>{status?.reason ?? 'Nothing is watched yet.'}</p>;
 */
export function useDriftMonitor(
  monitor: WatchedMonitor | null | undefined,
): MonitorStatus | undefined {
  const read = useMemo(() => {
    if (monitor === undefined || monitor === null) return () => undefined;
    requireMonitor('useDriftMonitor', monitor);
    return statusReader(monitor);
  }, [monitor]);
  const subscribe = useCallback(
    (render: () => void) => (monitor ? followStatus(monitor, render) : () => {}),
    [monitor],
  );
  return useSyncExternalStore(subscribe, read, read);
}
