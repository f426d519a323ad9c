import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ChdbSession, local } from '../../fleet/clickhouse/chdbEngine.js';

/** ClickHouse's HTTP interface, in front of its engine in this process. */
export interface ClickHouseServer {
  readonly url: string;
  close(): Promise<void>;
}

/** As a server does, it reads parameters as fields of tab-separated text, and answers errors with 500 and a text. */
export async function serveChdb(session: ChdbSession): Promise<ClickHouseServer> {
  let before: Promise<unknown> = Promise.resolve();
  // A setting, as a parameter is one, holds for the whole session.
  const inTurn = (parameters: URLSearchParams, body: string): Promise<string> => {
    const turn = before.then(async () => {
      const format = parameters.get('default_format') ?? 'TabSeparated';
      for (const [name, value] of parameters) {
        if (['query', 'default_format', 'wait_end_of_query'].includes(name)) continue;
        const literal = value.replace(/['\\]/g, '\\$&');
        await session.queryAsync(`SET ${name} = '${literal}'`, { format });
      }
      const query = [parameters.get('query'), body].filter(Boolean).join('\n');
      return (await session.queryAsync(local(query), { format })).text();
    });
    before = turn.catch(() => {});
    return turn;
  };
  const server = createServer({ maxHeaderSize: 1 << 20 }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { searchParams } = new URL(request.url!, 'http://localhost');
    try {
      response.end(await inTurn(searchParams, Buffer.concat(chunks).toString()));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
