import { expect, test } from 'playwright/test';
import { type BeaconOptions, beaconSink, type Report } from 'tfjs-drift/reports';

const NAMES = ['fetch', 'navigator', 'document', 'addEventListener', 'removeEventListener'];
const before = NAMES.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
test.afterEach(() => {
  for (const [index, name] of NAMES.entries()) {
    Reflect.deleteProperty(globalThis, name);
    if (before[index]) Object.defineProperty(globalThis, name, before[index]);
  }
});

type Fetch = (url: string, init: RequestInit) => unknown;

/** Gives each fetch to the next of these, the last one for ever. */
function fetchesAre(...answers: Fetch[]): RequestInit[] {
  const asked: RequestInit[] = [];
  globalThis.fetch = ((url: string, init: RequestInit) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)]!;
    asked.push(init);
    return answer(url, init);
  }) as typeof fetch;
  return asked;
}

const delivered: Fetch = async () => new Response(null, { status: 204 });
const never: Fetch = () => new Promise(() => {});

const report = (sequence: number, type = 'notice') => ({ type, sequence }) as unknown as Report;

function sinkOf(options: BeaconOptions = {}) {
  const errors: string[] = [];
  const sink = beaconSink('https://example.test/drift', {
    flushMs: 3_600_000,
    retryMs: 1,
    maxRetryMs: 1,
    onError: (error) => errors.push(String(error)),
    ...options,
  });
  return { sink, errors };
}

const faults: Record<string, Fetch> = {
  throws: () => {
    throw new TypeError('blocked by a content blocker');
  },
  rejects: async () => {
    throw new TypeError('Failed to fetch');
  },
  'never settles, and heeds no signal': never,
  'gives no response': async () => undefined,
};

for (const [fault, failing] of Object.entries(faults)) {
  test(`a fetch that ${fault} is tried again, and told once`, async () => {
    const asked = fetchesAre(failing, failing, failing, delivered);
    const { sink, errors } = sinkOf({ timeoutMs: 20 });
    sink.send(report(1));
    await sink.flush!();
    await expect.poll(() => asked.length).toBe(4);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(
      /^ReportError: .* were not delivered: .* they wait and are sent again/,
    );
    // What is given up is ended, where the fetch does heed it.
    expect(asked.map(({ signal }) => signal!.aborted)).toEqual([true, true, true, false]);
    sink.send(report(2));
    await sink.flush!();
    expect(asked).toHaveLength(5);
  });
}

test('an answer that is not read does not hold its connection', async () => {
  let isCancelled = false;
  const endless = new ReadableStream({
    cancel: () => {
      isCancelled = true;
    },
  });
  fetchesAre(async () => new Response(endless));
  const { sink } = sinkOf();
  sink.send(report(1));
  await sink.flush!();
  expect(isCancelled).toBe(true);
});

for (const [what, random] of [
  [
    'throws',
    () => {
      throw new Error('no entropy');
    },
  ],
  ['gives no number', () => Number.NaN],
] as const) {
  test(`where random ${what}, retries go on`, async () => {
    const asked = fetchesAre(faults['rejects']!, faults['rejects']!, delivered);
    const { sink } = sinkOf({ random: random as () => number });
    sink.send(report(1));
    await sink.flush!();
    await expect.poll(() => asked.length).toBe(3);
  });
}

/** As much of a page as a sink looks at. */
function page(sendBeacon: ((url: string, body: Blob) => unknown) | undefined) {
  const target = new EventTarget();
  const listeners = new Set<unknown>();
  const on = (type: string, listener: () => void): void => {
    listeners.add(listener);
    target.addEventListener(type, listener);
  };
  const off = (type: string, listener: () => void): void => {
    listeners.delete(listener);
    target.removeEventListener(type, listener);
  };
  Object.assign(globalThis, {
    document: {
      baseURI: 'https://example.test/',
      visibilityState: 'visible',
      addEventListener: on,
      removeEventListener: off,
    },
    addEventListener: on,
    removeEventListener: off,
  });
  Object.defineProperty(globalThis, 'navigator', { value: { sendBeacon }, configurable: true });
  return { leave: () => target.dispatchEvent(new Event('pagehide')), listeners };
}

for (const [what, sendBeacon] of [
  ['is absent', undefined],
  ['takes nothing', () => false],
  ['answers nothing', () => undefined],
  [
    'throws',
    () => {
      throw new DOMException('blocked', 'SecurityError');
    },
  ],
] as const) {
  test(`where sendBeacon ${what}, fetch takes what waits when the page is left`, async () => {
    const asked = fetchesAre(delivered);
    const { leave, listeners } = page(sendBeacon);
    const { sink } = sinkOf();
    for (let n = 1; n <= 3; n++) sink.send(report(n));
    leave();
    await expect.poll(() => asked.length).toBe(1);
    const { reports } = JSON.parse(await (asked[0]!.body as Blob).text());
    expect(reports.map(({ sequence }: Report) => sequence)).toEqual([1, 2, 3]);
    expect(asked[0]!.keepalive).toBe(true);
    await expect.poll(() => listeners.size).toBe(0);
  });
}

test('without beacons a page that is left does not wait for the next retry', async () => {
  const asked = fetchesAre(faults['rejects']!, delivered);
  const { leave } = page(undefined);
  const { sink } = sinkOf({ retryMs: 3_600_000, maxRetryMs: 3_600_000 });
  sink.send(report(1));
  await sink.flush!();
  expect(asked).toHaveLength(1);
  leave();
  await expect.poll(() => asked.length).toBe(2);
});

test('a page that comes back goes on with what it did not send, and leaves again', async () => {
  const asked = fetchesAre(never, delivered);
  const bodies: Blob[] = [];
  const { leave, listeners } = page((_, body) => bodies.push(body) > 0);
  const { sink } = sinkOf({ timeoutMs: 50 });
  sink.send(report(1, 'alarm'));
  sink.send(report(2));
  leave();
  expect(bodies).toHaveLength(1);
  // The request that was under way when the page was put away has never been answered.
  await expect.poll(() => asked.length).toBe(2);
  const { reports } = JSON.parse(await (asked[1]!.body as Blob).text());
  expect(reports.map(({ sequence }: Report) => sequence)).toEqual([1]);
  await expect.poll(() => listeners.size).toBe(0);
  sink.send(report(3));
  expect(listeners.size).toBe(2);
  leave();
  expect(bodies).toHaveLength(2);
  expect(listeners.size).toBe(0);
});
