// Receives the reports of tfjs-drift's beaconSink and appends them to a file, one JSON a line.
//   ALLOW_ORIGIN=https://app.example node receiver.mjs [port] [file]
// Identity, rate limits and https are the business of the proxy in front of it.
import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const [port = '8787', file = 'reports.jsonl'] = process.argv.slice(2);
const MAX_BYTES = 64 * 1024;
const cors = process.env.ALLOW_ORIGIN && {
  'Access-Control-Allow-Origin': process.env.ALLOW_ORIGIN,
  'Access-Control-Allow-Credentials': 'true', // a beacon brings the receiver's own cookies
  'Access-Control-Allow-Headers': 'Content-Type',
  'Access-Control-Expose-Headers': 'Retry-After',
};

async function receive(request) {
  if (request.method === 'OPTIONS') return 204;
  if (request.method !== 'POST') return 405;
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return 413;
    chunks.push(chunk);
  }
  const lines = linesOf(Buffer.concat(chunks).toString());
  if (lines === undefined) return 400;
  await appendFile(file, lines);
  return 204;
}

function linesOf(body) {
  try {
    const { dropped, reports } = JSON.parse(body);
    if (dropped > 0) console.warn(`${dropped} reports were given up before they came here.`);
    return reports.map((report) => `${JSON.stringify(report)}\n`).join('');
  } catch {
    return undefined;
  }
}

const server = createServer(async (request, response) => {
  const status = await receive(request).catch(() => 500);
  response.writeHead(status, { ...cors, ...(status === 413 && { Connection: 'close' }) }).end();
});
server.listen(Number(port), () => console.warn(`listening on port ${server.address().port}`));
