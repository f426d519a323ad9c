import { expect, test } from 'playwright/test';
import type { Report } from 'tfjs-drift/reports';
import { type ReportBatch, ReportQueue } from '../../src/reports/reportQueue.js';

const LETTERS = {
  v: 'verdict',
  h: 'heartbeat',
  n: 'notice',
  e: 'error',
  r: 'recovered',
  s: 'state',
  a: 'alarm',
} as const;
const ALL = 1_000_000;

/** Reports of types, a letter each; the contents do not matter to the queue. */
function queueOf(letters: string, maxQueued: number): ReportQueue {
  const queue = new ReportQueue(maxQueued);
  [...letters].forEach((letter, index) => {
    const type = LETTERS[letter as keyof typeof LETTERS];
    queue.push({ type, sequence: index } as Report);
  });
  return queue;
}

const told = ({ reports, dropped }: ReportBatch): string =>
  `${reports.map(({ type, json }) => type[0]! + JSON.parse(json).sequence).join(' ')} -${dropped}`;

test('of too many, verdicts and heartbeats go first, then notices and errors, states, and alarms last', () => {
  expect(told(queueOf('vavnv', 3).take(ALL))).toBe('a1 n3 v4 -2');
  expect(told(queueOf('anerv', 3).take(ALL))).toBe('a0 e2 r3 -2');
  expect(told(queueOf('aneraa', 3).take(ALL))).toBe('a0 a4 a5 -3');
  expect(told(queueOf('aaaav', 3).take(ALL))).toBe('a1 a2 a3 -2');
  expect(told(queueOf('shhvhn', 4).take(ALL))).toBe('s0 v3 h4 n5 -2');
  expect(told(queueOf('snhea', 3).take(ALL))).toBe('s0 e3 a4 -2');
});

test('a batch that came back is in its place, with what was given up', () => {
  const queue = queueOf('vvvv', 3);
  const batch = queue.take(ALL);
  queue.push({ type: 'alarm', sequence: 9 } as Report);
  queue.giveBack(batch);
  expect(told(queue.take(ALL))).toBe('v2 v3 a9 -2');
  expect(queue.isEmpty).toBe(true);
});

test('where not all fit, alarms go first; bytes are those of the body', () => {
  const queue = queueOf('vvvav', 10);
  const whole = told(queueOf('vvvav', 10).take(ALL));
  expect(whole).toBe('v0 v1 v2 a3 v4 -0');
  const first = queue.take(110);
  expect(told(first)).toBe('v0 a3 -0');
  expect(first.bytes).toBe(Buffer.byteLength(first.body));
  expect(first.bytes).toBeLessThanOrEqual(110);
  expect(JSON.parse(first.body).reports.length).toBe(2);
  expect(told(queue.take(1))).toBe('v1 -0');
});

test('bytes are counted in UTF-8', () => {
  const queue = new ReportQueue(5);
  queue.push({ type: 'alarm', app: 'größer 📷' } as Report);
  queue.push({ type: 'alarm', app: 'größer 📷' } as Report);
  const { bytes, body } = queue.take(ALL);
  expect(bytes).toBe(Buffer.byteLength(body));
});
