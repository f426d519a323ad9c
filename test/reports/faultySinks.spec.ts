import { expect, test } from 'playwright/test';
import { callbackSink, type Report, type ReportSink, startReports } from 'tfjs-drift/reports';
import { complaintsTo } from '../../src/reports/complaints.js';
import { inHurry } from '../support/hurriedTime.js';

/** A monitor that says what a test makes it say. */
function talkingMonitor() {
  const listeners = new Map<string, (payload: unknown) => void>();
  const monitor = {
    on: (event: string, listener: (payload: unknown) => void) => {
      listeners.set(event, listener);
      return () => listeners.delete(event);
    },
    mostDrifted: () => [],
    status: { notices: [] },
  };
  return {
    monitor: monitor as unknown as Parameters<typeof startReports>[0],
    say: (error: unknown) => listeners.get('error')?.(error),
  };
}

const never = () => new Promise<never>(() => {});

async function unhandledOf(work: () => Promise<void>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on('unhandledRejection', note);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 20));
  process.off('unhandledRejection', note);
  return unhandled;
}

for (const [what, sink] of [
  ['send() never answers', { send: never }],
  ['flush() never answers', { send: () => {}, flush: never }],
] as const) {
  test(`a sink whose ${what} is told, and holds up neither others nor stop()`, async () => {
    const errors: string[] = [];
    const received: Report[] = [];
    const { monitor, say } = talkingMonitor();
    const { stop } = startReports(monitor, {
      to: [sink, callbackSink((report) => void received.push(report))],
      beforeReport: (report) => (report.type === 'error' ? report : null),
      onError: (error) => errors.push(String(error)),
    });
    await inHurry(async () => {
      for (let n = 0; n < 3; n++) say(new Error(`${n}`));
      await stop();
    });
    expect(received).toHaveLength(3);
    const call = what.replace(' never answers', '');
    expect(errors).toEqual([
      `TimeoutError: A sink's ${call} has not answered for 60 s and is given up.`,
    ]);
  });
}

test('a sink that never answers is given 200 reports, and more once it has settled some', async () => {
  const errors: string[] = [];
  const settle: (() => void)[] = [];
  const sink: ReportSink = { send: () => new Promise((resolve) => settle.push(resolve)) };
  const { monitor, say } = talkingMonitor();
  const { stop } = startReports(monitor, {
    to: sink,
    onError: (error) => errors.push(String(error)),
  });
  for (let n = 0; n < 300; n++) say(new Error('again'));
  expect(settle).toHaveLength(200);
  expect(errors).toEqual([
    'ReportError: A sink has not settled 200 reports: it is given no more until it has. Let its ' +
      'send() resolve once a report is queued.',
  ]);
  for (const one of settle.slice(0, 10)) one();
  await new Promise((resolve) => setTimeout(resolve));
  for (let n = 0; n < 20; n++) say(new Error('again'));
  expect(settle).toHaveLength(210);
  for (const one of settle) one();
  await stop();
});

test('what a sink answers after it was given up, and after stop(), is borne', async () => {
  const errors: string[] = [];
  const { monitor, say } = talkingMonitor();
  let refuse = () => {};
  const late = new Promise<never>((_, reject) => {
    refuse = () => reject(new Error('late'));
  });
  const unhandled = await unhandledOf(async () => {
    const { stop } = startReports(monitor, {
      to: { send: () => late },
      beforeReport: (report) => (report.type === 'error' ? report : null),
      onError: (error) => errors.push(String(error)),
    });
    await inHurry(async () => {
      say(new Error('one'));
      await stop();
    });
    refuse();
  });
  expect(unhandled).toEqual([]);
  expect(errors).toHaveLength(1);
});

test('an onError that rejects, and an error without words, are borne', async () => {
  const { error: print } = console;
  const printed: string[] = [];
  console.error = (...said) => printed.push(said.map(String).join(' '));
  const received: Report[] = [];
  try {
    const unhandled = await unhandledOf(async () => {
      const { monitor, say } = talkingMonitor();
      const { stop } = startReports(monitor, {
        to: [
          { send: () => Promise.reject(Object.create(null)) },
          callbackSink((report) => void received.push(report)),
        ],
        onError: () => Promise.reject(new Error('and no')),
      });
      received.length = 0;
      say(Object.create(null));
      await stop();
    });
    expect(unhandled).toEqual([]);
  } finally {
    console.error = print;
  }
  expect(printed).toEqual(['tfjs-drift: onError threw. Error: and no']);
  expect(received).toMatchObject([{ error: { name: 'object' } }]);
});

test('each kind of error is told once a minute', () => {
  const { now } = performance;
  const told: string[] = [];
  const complain = complaintsTo((error) => told.push(String(error)));
  try {
    for (let second = 0; second < 150; second++) {
      performance.now = () => 1_000 * second;
      complain(new Error(`${second} reports are given up`));
      if (second === 30) complain(new TypeError('of another kind'));
    }
    expect(told).toEqual([
      'Error: 0 reports are given up',
      'TypeError: of another kind',
      'Error: 60 reports are given up',
      'Error: 120 reports are given up',
    ]);
    for (let n = 0; n < 1_000; n++) complain(new Error('x'.repeat(n)));
    expect(told.length).toBeLessThan(110);
  } finally {
    performance.now = now;
  }
});
