import type { MmdOutcome } from '../detector/mmdOutcome.js';

/** What a policy says after one test. */
export interface AlarmDecision {
  readonly state: 'ok' | 'drift';
  /** What the p-value is compared with. */
  readonly threshold: number;
  /** One sentence a person understands. */
  readonly reason: string;
}

/** Turns a sequence of tests into states; give your own as the monitor's `policy`. */
export interface AlarmPolicy {
  readonly name: string;
  /** Called once per test, in order. */
  decide(outcome: MmdOutcome): AlarmDecision;
}
