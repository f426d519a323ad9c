import { Agent, request } from 'node:http';
import type { FleetSketch } from '../../../src/core/fleet/sketch.js';
import { HOURS, simulatedSketches, startOf } from './simulatedSketches.js';

/** Sends sketches as pages do, in bodies of at most 60 KiB: `tsx sender.ts URL TOKEN COUNT`. Prints its figures as JSON. */
const [url, token, count] = [process.argv[2]!, process.argv[3]!, Number(process.argv[4])];
const LONGEST = 60 * 1_024;
const AT_ONCE = 32;

function bodies(): { texts: string[]; bytes: number } {
  const texts: string[] = [];
  let bytes = 0;
  let batch: string[] = [];
  let length = 0;
  const close = (): void => {
    texts.push(`{"schemaVersion":1,"sketches":[${batch.join(',')}]}`);
    batch = [];
    length = 0;
  };
  for (const sketch of simulatedSketches(count / HOURS, startOf(Date.now()))) {
    const text = JSON.stringify(short(sketch));
    if (length + text.length + 100 > LONGEST) close();
    batch.push(text);
    length += text.length + 1;
    bytes += text.length;
  }
  if (batch.length > 0) close();
  return { texts, bytes };
}

/** No more digits than float32 has. */
function short(sketch: FleetSketch): FleetSketch {
  return { ...sketch, sums: sketch.sums.map((sum) => Number(sum.toPrecision(7))) };
}

const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });

function send(body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };
    const sent = request(`${url}/sketches`, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        text += part;
      });
      answer.once('end', () => {
        if (answer.statusCode === 200) resolve(JSON.parse(text).accepted);
        else reject(new Error(`${answer.statusCode}: ${text}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const { texts, bytes } = bodies();
const requests = texts.length;
const waitsMs: number[] = [];
let accepted = 0;
const start = performance.now();
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let body = texts.pop(); body !== undefined; body = texts.pop()) {
      const sent = performance.now();
      // Read after the wait, as others add to it meanwhile.
      const kept = await send(body);
      accepted += kept;
      waitsMs.push(performance.now() - sent);
    }
  }),
);
const seconds = (performance.now() - start) / 1e3;
agent.destroy();
waitsMs.sort((a, b) => a - b);
const quantile = (share: number) => waitsMs[Math.floor(share * (waitsMs.length - 1))];
const figures = {
  sketches: accepted,
  requests,
  bytesPerSketch: bytes / count,
  seconds,
  perSecond: accepted / seconds,
  medianWaitMs: quantile(0.5),
  longWaitMs: quantile(0.99),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
