import { requireInteger, requireRange, requireType } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { type NamesOf, requireKnownNames } from '../core/base/names.js';
import { requireAddress } from './address.js';
import { BeaconDelivery, type DeliveryOptions } from './beaconDelivery.js';
import { complaintsTo } from './complaints.js';
import type { ReportSink } from './report.js';

/**
 * Posts reports to an address, in batches `{ schemaVersion, dropped, reports }` of at most 30 KiB: every ten
 * seconds, for an alarm at once, and when the page is hidden or left by `sendBeacon`. After a network error
 * or a status of 408, 429 or 5xx it tries again, later and later, or when `Retry-After` says; what is refused
 * with another status is dropped. A report may come twice, if an answer was lost: then `sessionId` and
 * `sequence` are the same. Works in workers too.
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

/** Options of `beaconSink`, checked once. */
export interface BeaconOptions {
  /**
   * How long reports are collected before they are sent, 0 to 3,600,000 milliseconds. Alarms are sent at
   * once, with all that waits. @defaultValue `10_000`
   */
  readonly flushMs?: number;
  /**
   * How many reports may wait, 1 to 10,000. If there are more, the oldest verdict is dropped, then the oldest
   * notice or error, recovery, and alarm; the next batch says how many. @defaultValue `200`
   */
  readonly maxQueued?: number;
  /**
   * `'text/plain'` spares the preflight request that a browser makes before it sends JSON to
   * another origin. The body is JSON in both. @defaultValue `'application/json'`
   */
  readonly contentType?: 'application/json' | 'text/plain';
  /** When a request is given up and tried again, 1 to 600,000 milliseconds. @defaultValue `30_000` */
  readonly timeoutMs?: number;
  /**
   * The wait before the first retry, 1 to 3,600,000 milliseconds; twice as long before each further
   * one, less a random part of at most half. @defaultValue `1_000`
   */
  readonly retryMs?: number;
  /** The longest such wait, 1 to 86,400,000 milliseconds. @defaultValue `300_000` */
  readonly maxRetryMs?: number;
  /**
   * Uniform numbers in [0, 1), for the waits: pages must not come back together, as they would with
   * one seed for all. @defaultValue `Math.random`
   */
  readonly random?: () => number;
  /**
   * Told when reports are refused, at most once a minute for one reason, and at the first failure of several
   * in a row.
   * @defaultValue one `console.warn`
   */
  readonly onError?: (error: unknown) => void;
}

const NAMES: NamesOf<BeaconOptions> = {
  flushMs: true,
  maxQueued: true,
  contentType: true,
  timeoutMs: true,
  retryMs: true,
  maxRetryMs: true,
  random: true,
  onError: true,
};

/** @throws InvalidOptionError naming the option, what was expected and what came. */
function resolveBeaconOptions(url: string | URL, options: BeaconOptions): DeliveryOptions {
  requireKnownNames('beaconSink', options, NAMES);
  requireType('random', options.random, 'function');
  requireType('onError', options.onError, 'function');
  const { flushMs = 10_000, maxQueued = 200, contentType = 'application/json' } = options;
  const { timeoutMs = 30_000, retryMs = 1_000, maxRetryMs = 300_000 } = options;
  if (contentType !== 'application/json' && contentType !== 'text/plain') {
    throw new InvalidOptionError(
      `contentType: 'application/json' or 'text/plain' was expected, '${String(contentType)}' came.`,
    );
  }
  return {
    url: requireAddress('url', url),
    flushMs: requireRange('flushMs', flushMs, 0, 3_600_000),
    maxQueued: requireInteger('maxQueued', maxQueued, 1, 10_000),
    contentType,
    timeoutMs: requireInteger('timeoutMs', timeoutMs, 1, 600_000),
    retryMs: requireRange('retryMs', retryMs, 1, 3_600_000),
    maxRetryMs: requireRange('maxRetryMs', maxRetryMs, 1, 86_400_000),
    random: options.random ?? Math.random,
    onError: complaintsTo(options.onError),
  };
}
