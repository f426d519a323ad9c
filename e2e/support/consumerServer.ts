import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
};

/** A site that allows its pages nothing but what they need. */
export interface ConsumerServer {
  readonly url: string;
  /** Bodies that were posted to `/drift`. */
  readonly batches: unknown[];
  stop(): Promise<void>;
}

/**
 * Serves built pages, with the model and the photos of this repository beside them, where they have none.
 *
 * @param folder Of the built pages.
 * @param usesWasm Pages that may compile WebAssembly, by path.
 */
export async function startConsumerServer(
  folder: string,
  usesWasm: readonly string[],
): Promise<ConsumerServer> {
  const batches: unknown[] = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (request.method === 'POST' && pathname === '/drift') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      batches.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(204).end();
      return;
    }
    try {
      const path = normalize(pathname);
      const isShared = /^\/(models|photos)\//.test(pathname);
      const content = await readFile(join(folder, path)).catch((error) => {
        if (!isShared) throw error;
        return readFile(join('public', path));
      });
      response.writeHead(200, {
        'Content-Type': TYPES[extname(pathname)] ?? 'application/octet-stream',
        'Content-Security-Policy': policy(usesWasm.includes(pathname)),
      });
      response.end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    // A name, because browsers give WebGPU to localhost without a certificate.
    url: `http://localhost:${port}`,
    batches,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function policy(usesWasm: boolean): string {
  return [
    "default-src 'none'",
    `script-src 'self'${usesWasm ? " 'wasm-unsafe-eval'" : ''}`,
    "worker-src 'self' blob:",
    "connect-src 'self'",
    "img-src 'self' data: blob:",
    "style-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
