import { REPORT_SCHEMA_VERSION, type Report } from './report.js';

/** Reports that are sent in one request. */
export interface ReportBatch {
  readonly reports: readonly QueuedReport[];
  /** Reports that were given up since the batch before. */
  readonly dropped: number;
  /** JSON: `{ schemaVersion, dropped, reports }`. */
  readonly body: string;
  /** Length of the body in UTF-8. */
  readonly bytes: number;
}

interface QueuedReport {
  /** Counts the reports that came to the queue, from 1. */
  readonly arrival: number;
  readonly type: Report['type'];
  readonly json: string;
  readonly bytes: number;
}

/** What can be done without goes first. */
const RANK: Record<Report['type'], number> = {
  verdict: 0,
  heartbeat: 0,
  notice: 1,
  error: 1,
  recovered: 2,
  state: 2,
  status: 2,
  alarm: 3,
};

/** Reports that wait, in order, no more than so many: of too many the least important one goes. */
export class ReportQueue {
  readonly #maxQueued: number;
  #waiting: QueuedReport[] = [];
  #arrivals = 0;
  #dropped = 0;

  constructor(maxQueued: number) {
    this.#maxQueued = maxQueued;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Reports that came so far. */
  get arrivals(): number {
    return this.#arrivals;
  }

  /** Whether one of the first `arrivals` reports still waits. */
  holdsUpTo(arrivals: number): boolean {
    return this.#waiting.some(({ arrival }) => arrival <= arrivals);
  }

  push(report: Report): void {
    const json = JSON.stringify(report);
    const arrival = ++this.#arrivals;
    this.#waiting.push({ arrival, type: report.type, json, bytes: bytesOf(json) });
    this.#trim();
  }

  /**
   * Takes as many off as fit, at least one, and lists them in their order. Where not all fit the
   * important ones go first: the page may be left before the next batch.
   *
   * @param maxBytes Longest body in UTF-8; a single report may be longer.
   */
  take(maxBytes: number): ReportBatch {
    const dropped = this.#dropped;
    const byRank = [...this.#waiting].sort((a, b) => RANK[b.type] - RANK[a.type]);
    const taken = new Set<QueuedReport>();
    let bytes = bytesOf(bodyOf([], dropped));
    for (const report of byRank) {
      // With a comma between two.
      const more = report.bytes + (taken.size > 0 ? 1 : 0);
      if (taken.size > 0 && bytes + more > maxBytes) break;
      bytes += more;
      taken.add(report);
    }
    const reports = this.#waiting.filter((report) => taken.has(report));
    this.#waiting = this.#waiting.filter((report) => !taken.has(report));
    this.#dropped = 0;
    return { reports, dropped, body: bodyOf(reports, dropped), bytes };
  }

  /** Puts a batch that was not delivered back to its place. */
  giveBack({ reports, dropped }: ReportBatch): void {
    this.#waiting = [...reports, ...this.#waiting].sort((a, b) => a.arrival - b.arrival);
    this.#dropped += dropped;
    this.#trim();
  }

  /** Counts a batch that was refused as given up. */
  giveUp({ reports, dropped }: ReportBatch): void {
    this.#dropped += reports.length + dropped;
  }

  #trim(): void {
    while (this.#waiting.length > this.#maxQueued) {
      const least = Math.min(...this.#waiting.map(({ type }) => RANK[type]));
      const oldest = this.#waiting.findIndex(({ type }) => RANK[type] === least);
      this.#waiting.splice(oldest, 1);
      this.#dropped++;
    }
  }
}

function bodyOf(reports: readonly QueuedReport[], dropped: number): string {
  const listed = reports.map(({ json }) => json).join(',');
  return `{"schemaVersion":${REPORT_SCHEMA_VERSION},"dropped":${dropped},"reports":[${listed}]}`;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
