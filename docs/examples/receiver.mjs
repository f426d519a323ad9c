// Receives the reports of tfjs-drift's beaconSink and appends them to a file, one JSON a line.
//   ALLOW_ORIGIN=https://app.example node receiver.mjs [port] [file]
// Identity, rate limits and https are the business of the proxy in front of it.
import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const [port = '8787', file = 'reports.jsonl'] = process.argv.slice(2);
const MAX_BYTES = 64 * 1024;
const { ALLOW_ORIGIN } = process.env;
const cors = ALLOW_ORIGIN && {
  'Access-Control-Allow-Origin': ALLOW_ORIGIN,
  'Access-Control-Allow-Credentials': 'true', // a beacon brings the receiver's own cookies
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Expose-Headers': 'Retry-After',
};

async function receive(request) {
  const { method, headers } = request;
  if (method === 'OPTIONS') return 204;
  if (method !== 'POST') return 405;
  if (ALLOW_ORIGIN && headers.origin && headers.origin !== ALLOW_ORIGIN) return 403;
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return 413;
    chunks.push(chunk);
  }
  const lines = linesOf(Buffer.concat(chunks));
  if (lines === undefined) return 400;
  await appendFile(file, lines);
  return 204;
}

function linesOf(body) {
  try {
    const batch = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    const { schemaVersion, dropped, reports } = batch;
    if (schemaVersion !== 2 || !isCount(dropped)) return undefined;
    if (!Array.isArray(reports) || reports.length === 0 || !reports.every(isReport))
      return undefined;
    const lines = reports.map((report) => `${JSON.stringify(report)}\n`).join('');
    if (dropped > 0) console.warn(`${dropped} reports were given up before they came here.`);
    return lines;
  } catch {
    return undefined; // no UTF-8, no JSON, or nested too deep
  }
}

// Where a report of each type has its content.
const CONTENT = {
  verdict: 'verdict',
  alarm: 'verdict',
  recovered: 'verdict',
  state: 'status',
  status: 'status',
  heartbeat: 'status',
  notice: 'notice',
  error: 'error',
};

// What makes it a report. Fields that are not looked at here are as the page sent them: to believe
// them, check against report.schema.json.
function isReport(report) {
  const { schemaVersion, sessionId, sequence, time, libraryVersion, type } = report ?? {};
  const { app = '', segment = '' } = report ?? {};
  const content = report?.[CONTENT[type]];
  return (
    schemaVersion === 2 &&
    [sessionId, time, libraryVersion, app, segment].every((text) => typeof text === 'string') &&
    sessionId !== '' &&
    isCount(sequence) &&
    sequence > 0 &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time) &&
    /^\d+\.\d+\.\d+/.test(libraryVersion) &&
    Object.hasOwn(CONTENT, type) &&
    typeof content === 'object' &&
    content !== null &&
    !Array.isArray(content)
  );
}

const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

const server = createServer(async (request, response) => {
  const status = await receive(request).catch(() => 500);
  response.writeHead(status, { ...cors, ...(status === 413 && { Connection: 'close' }) }).end();
});
server.listen(Number(port), () => console.warn(`listening on port ${server.address().port}`));
