import { Agent, request } from 'node:http';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'playwright/test';
import { callbackSink, type Report, startReports } from 'tfjs-drift/reports';
import { type Receiver, startReceiver } from '../../e2e/support/receiver.js';
import { batchFaults } from '../../e2e/support/reportSchema.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import schema from '../../src/reports/report.schema.json' with { type: 'json' };
import { driftAndRecover, smallMonitor } from '../support/driftingMonitor.js';
import { below, pick, placesIn, STRANGE_VALUES } from '../support/mutateFile.js';

const BODIES = 2_000;
const AT_ONCE = 8;

/** What the published schema says of every report, whatever its content. */
const { type, properties, required, $defs } = schema;
const isHeader = new Ajv2020({ strict: false }).compile({ type, properties, required, $defs });

async function realBatch(): Promise<{ schemaVersion: 2; dropped: number; reports: Report[] }> {
  const reports: Report[] = [];
  const monitor = await smallMonitor({ savedState: {} as never });
  const { stop } = startReports(monitor, {
    to: callbackSink((report) => void reports.push(report)),
    mostDrifted: 2,
    app: 'line 3',
  });
  await driftAndRecover(monitor);
  monitor.observe([[1, 2]]);
  await monitor.idle();
  await stop();
  const ofEach = new Map(reports.map((report) => [report.type, report]));
  return { schemaVersion: 2, dropped: 0, reports: [...ofEach.values()] };
}

/** Bodies as programs make them that mean well, and as others do. */
const mutations: readonly ((body: string, random: Random) => string | Buffer)[] = [
  withOtherJson,
  withOtherJson,
  withOtherJson,
  (body, random) => {
    const bytes = Buffer.from(body);
    bytes[below(bytes.length, random)]! ^= 1 << below(8, random);
    return bytes;
  },
  (body, random) => body.slice(0, below(body.length, random)),
  (body, random) => body.slice(below(body.length, random)) + body,
  (_, random) => {
    const depth = 10 ** (1 + below(4, random));
    return `{"schemaVersion":2,"dropped":0,"reports":[${'['.repeat(depth)}${']'.repeat(depth)}]}`;
  },
  (body, random) => body + ' '.repeat(below(100_000, random)),
  (_, random) => Buffer.from(Uint8Array.from({ length: 200 }, () => below(256, random))),
  (body, random) =>
    pick(
      ['', 'null', '[]', '""', '{"reports":[null]}', '{"reports":{"length":9}}', `[${body}]`],
      random,
    ),
];

function withOtherJson(body: string, random: Random): string {
  const batch = JSON.parse(body);
  const { in: table, key } = pick(placesIn(batch), random);
  const fault = below(3, random);
  if (fault === 0) delete table[key];
  else if (fault === 1) table[key] = structuredClone(pick(STRANGE_VALUES, random));
  else table[key] = pick([batch, pick(placesIn(batch), random).in, { __proto__: null }], random);
  try {
    return JSON.stringify(batch);
  } catch {
    return '{"reports":[[]]}';
  }
}

function post(receiver: Receiver, agent: Agent, body: string | Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(receiver.url, { method: 'POST', agent, timeout: 10_000 }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode!));
    });
    sent.once('timeout', () => sent.destroy(new Error('no answer within ten seconds')));
    sent.once('error', reject);
    sent.end(body);
  });
}

function hasContent(report: Report): boolean {
  const contents = report as unknown as Record<string, unknown>;
  const content = contents['verdict'] ?? contents['status'] ?? contents[report.type];
  return typeof content === 'object' && content !== null;
}

test(`${BODIES} broken bodies are each answered, and what is no report is not stored`, async () => {
  const batch = await realBatch();
  expect(batchFaults(batch)).toEqual([]);
  const whole = JSON.stringify(batch);
  const receiver = await startReceiver('https://app.example');
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const random = seededRandom(13);
  const bodies = Array.from({ length: BODIES }, () => pick(mutations, random)(whole, random));
  const statuses = new Map<number, number>();
  let mostStored = 0;
  try {
    let next = 0;
    const sender = async (): Promise<void> => {
      while (next < bodies.length) {
        const at = next++;
        const status = await post(receiver, agent, bodies[at]!).catch((cause) => {
          throw new Error(`body ${at}`, { cause });
        });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 204) mostStored += JSON.parse(String(bodies[at])).reports.length;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    expect(await post(receiver, agent, whole)).toBe(204);
    const stored = await receiver.reports();
    expect(stored.length).toBe(mostStored + batch.reports.length);
    const wrong = stored.find((report) => !isHeader(report) || !hasContent(report));
    expect(wrong).toBeUndefined();
  } finally {
    agent.destroy();
    await receiver.stop();
  }
  expect(new Set(statuses.keys())).toEqual(new Set([204, 400, 413]));
  expect(statuses.get(204)).toBeGreaterThan(BODIES / 20);
  expect(statuses.get(400)).toBeGreaterThan(BODIES / 4);
});
