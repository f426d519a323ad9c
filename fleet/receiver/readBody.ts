import type { IncomingMessage } from 'node:http';
import { RequestError } from './answer.js';

/** What pages can send without being asked beforehand, and what others send. */
const TYPES = ['application/json', 'text/plain'];

/**
 * The body as JSON.
 *
 * @throws {@link RequestError} for another type, a body that is too long, or that is no JSON in UTF-8.
 */
export async function readJson(message: IncomingMessage, maxBytes: number): Promise<unknown> {
  const type = message.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!TYPES.includes(type)) {
    throw new RequestError(
      415,
      'content-type',
      `A body of ${TYPES.join(' or ')} was expected, '${type.slice(0, 40)}' came.`,
    );
  }
  const encoding = message.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    throw new RequestError(
      415,
      'content-type',
      `A body without Content-Encoding was expected, '${encoding.slice(0, 40)}' came.`,
    );
  }
  const bytes = await readBytes(message, maxBytes);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError(400, 'not-json', `JSON in UTF-8 was expected: ${why.slice(0, 200)}`);
  }
}

async function readBytes(message: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const tooLarge = (): never => {
    throw new RequestError(
      413,
      'body-too-large',
      `A body of at most ${maxBytes} bytes was expected; send fewer sketches at once.`,
    );
  };
  if (Number(message.headers['content-length'] ?? 0) > maxBytes) tooLarge();
  for await (const chunk of message.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) tooLarge();
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
