import { expect, test } from 'playwright/test';
import { InvalidFeaturesError, InvalidOptionError } from 'tfjs-drift';
import { Listeners } from '../../src/monitor/listeners.js';

interface Events {
  verdict: number;
  alarm: number;
  recovered: number;
  notice: string;
  error: unknown;
}

const names = { verdict: true, alarm: true, recovered: true, notice: true, error: true } as const;

test('an event that there is not, and a listener that is no function, are refused', () => {
  const listeners = new Listeners<Events>(names);
  const on =
    (event: string, listener: unknown = () => {}) =>
    () =>
      listeners.on(event as 'alarm', listener as () => void);
  expect(on('alert')).toThrow(InvalidOptionError);
  expect(on('alert')).toThrow("'alert' came; did you mean 'alarm'?");
  expect(on('alarms')).toThrow("did you mean 'alarm'?");
  expect(on('toString')).toThrow('Known are verdict, alarm, recovered, notice, error.');
  for (const [listener, came] of [
    [undefined, 'undefined'],
    [null, 'null'],
    [{ handleEvent() {} }, '{}'],
  ] as const) {
    expect(() => listeners.on('alarm', listener as never)).toThrow(
      `on: a function was expected as listener of 'alarm', ${came} came.`,
    );
  }
});

test('one that is added twice and taken off once stays, and is called once', () => {
  const listeners = new Listeners<Events>(names);
  const heard: number[] = [];
  const listener = (count: number) => heard.push(count);
  const first = listeners.on('verdict', listener);
  const second = listeners.on('verdict', listener);
  listeners.emit('verdict', 1);
  first();
  first();
  listeners.emit('verdict', 2);
  second();
  listeners.emit('verdict', 3);
  expect(heard).toEqual([1, 2]);
});

test('what an asynchronous listener rejects with is an error, not an unhandled rejection', async () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (error: unknown) => unhandled.push(error);
  process.on('unhandledRejection', onUnhandled);
  const listeners = new Listeners<Events>(names);
  const errors: string[] = [];
  const printed = await printedBy(async () => {
    listeners.on('alarm', async () => {
      throw new Error('the server is gone');
    });
    listeners.on('error', (error) => errors.push(String(error)));
    listeners.on('error', async () => {
      throw new Error('the reporter is gone');
    });
    listeners.emit('alarm', 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
  });
  process.off('unhandledRejection', onUnhandled);
  expect(errors).toEqual(['Error: the server is gone']);
  expect(printed).toEqual(['tfjs-drift: an error listener threw. Error: the reporter is gone']);
  expect(unhandled).toEqual([]);
});

test('where nobody listens, one error of a kind and minute is printed, and the next says how many more', async () => {
  let now = 5_000;
  const listeners = new Listeners<Events>(names, () => now);
  const printed = await printedBy(async () => {
    for (let i = 0; i < 300; i++) {
      listeners.emit('error', new InvalidFeaturesError(`row ${i}`));
      if (i === 10) listeners.emit('error', new InvalidOptionError('another'));
      now += 100;
    }
    now += 60_000;
    listeners.emit('error', new InvalidFeaturesError('still'));
    now += 60_000;
    listeners.emit('error', new InvalidFeaturesError('and again'));
    listeners.emit('error', 'a word');
  });
  expect(printed).toEqual([
    'tfjs-drift: no error listener is set. InvalidFeaturesError: row 0',
    'tfjs-drift: no error listener is set. InvalidOptionError: another',
    'tfjs-drift: no error listener is set. 299 more of this kind came since the last warning. InvalidFeaturesError: still',
    'tfjs-drift: no error listener is set. InvalidFeaturesError: and again',
    'tfjs-drift: no error listener is set. a word',
  ]);
});

async function printedBy(act: () => Promise<void>): Promise<string[]> {
  const { warn } = console;
  const printed: string[] = [];
  console.warn = (...parts) => printed.push(parts.join(' '));
  try {
    await act();
  } finally {
    console.warn = warn;
  }
  return printed;
}
