import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { InvalidOptionError } from '../../src/core/base/errors.js';
import { type Access, RequestError } from './answer.js';

export interface AccessOptions {
  /** Of devices: it is in every page, and keeps out who has none of them. At least one, of 16 characters or more. */
  readonly writeTokens: readonly string[];
  /** Of the team, none of those for writing. */
  readonly readTokens: readonly string[];
  /** Origins of pages that may send, e.g. `https://app.example`; `*` for all. @defaultValue the receiver's own */
  readonly writeOrigins?: readonly string[];
  /** Origins of pages that may read. @defaultValue the receiver's own */
  readonly readOrigins?: readonly string[];
}

const SHORTEST_TOKEN = 16;

/** Who may do what. */
export class AccessRules {
  readonly #options: AccessOptions;

  /** @throws {@link InvalidOptionError} for tokens that are too short, missing, or for both. */
  constructor(options: AccessOptions) {
    this.#options = options;
    for (const name of ['writeTokens', 'readTokens'] as const) {
      const tokens = options[name];
      if (tokens.length > 0 && tokens.every((token) => token.length >= SHORTEST_TOKEN)) continue;
      throw new InvalidOptionError(
        `${name}: at least one token, each of ${SHORTEST_TOKEN} characters or more, was expected.`,
      );
    }
    if (!options.readTokens.some((token) => options.writeTokens.includes(token))) return;
    throw new InvalidOptionError(
      'readTokens: tokens apart from those for writing were expected, which every page has.',
    );
  }

  /**
   * Headers of the answer to a page of another origin.
   *
   * @throws {@link RequestError} for an origin that may not.
   */
  corsHeaders(access: Access, { origin, host }: IncomingHttpHeaders): Record<string, string> {
    if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) {
      return {};
    }
    const { writeOrigins = [], readOrigins = [] } = this.#options;
    const allowed = access === 'write' ? writeOrigins : readOrigins;
    if (!allowed.includes(origin) && !allowed.includes('*')) {
      throw new RequestError(
        403,
        'origin',
        `Pages of ${origin.slice(0, 200)} may not do this; allow their origin.`,
      );
    }
    return {
      'Access-Control-Allow-Origin': origin,
      // Beacons bring cookies, and browsers then want to be told that they may. None means anything here.
      'Access-Control-Allow-Credentials': 'true',
      'Access-Control-Expose-Headers': 'Retry-After',
      Vary: 'Origin',
    };
  }

  /**
   * A token comes as `Authorization: Bearer …`; one for writing also as `?token=…`, as beacons can have no headers.
   *
   * @throws {@link RequestError} without the right one.
   */
  requireToken(access: Access, headers: IncomingHttpHeaders, query: URLSearchParams): void {
    if (access === 'open') return;
    const { writeTokens, readTokens } = this.#options;
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    const given = bearer ?? (access === 'write' ? query.get('token') : null) ?? '';
    const tokens = access === 'write' ? writeTokens : readTokens;
    // All of them, so that the time does not tell which.
    const fits = tokens.map((token) => timingSafeEqual(digest(token), digest(given)));
    if (fits.includes(true)) return;
    const where =
      access === 'write' ? 'in `Authorization: Bearer` or `?token=`' : 'in `Authorization: Bearer`';
    throw new RequestError(
      401,
      'unauthorized',
      `The token for ${access === 'write' ? 'writing' : 'reading'} was expected ${where}.`,
    );
  }
}

/** Of one length, whatever the token's. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
