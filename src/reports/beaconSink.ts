import { BeaconDelivery } from './beaconDelivery.js';
import { type BeaconOptions, resolveBeaconOptions } from './beaconOptions.js';
import type { ReportSink } from './reportSink.js';

/**
 * Posts reports to an address, in batches `{ schemaVersion, dropped, reports }` of at most 30 KiB:
 * every ten seconds, for an alarm at once, and when the page is hidden or left by `sendBeacon`. After
 * a network error or a status of 408, 429 or 5xx it tries again, later and later, or when
 * `Retry-After` says; what is refused with another status is given up. A report may come twice,
 * where an answer was lost: `sessionId` and `sequence` tell. Works in workers too.
 *
 * @param url http or https; relative to the page.
 * @throws InvalidOptionError naming what is out of range.
 */
export function beaconSink(url: string | URL, options: BeaconOptions = {}): ReportSink {
  const delivery = new BeaconDelivery(resolveBeaconOptions(url, options));
  return {
    send: (report) => delivery.send(report),
    flush: () => delivery.flush(),
  };
}
