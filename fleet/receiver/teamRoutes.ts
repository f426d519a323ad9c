import { InvalidOptionError } from '../../src/core/base/errors.js';
import type { FleetStore } from '../store/fleetStore.js';
import { SpaceConflictError } from '../store/storeErrors.js';
import { type Answer, type Asked, RequestError, type Route } from './answer.js';
import type { KnownSpaces } from './knownSpaces.js';
import type { LeftOutTally } from './leftOutTally.js';
import { readJson } from './readBody.js';

export interface TeamDesk {
  readonly store: FleetStore;
  readonly spaces: KnownSpaces;
  readonly tally: LeftOutTally;
  readonly clock: () => number;
}

/** A space of 64 landmarks has 100 kB. */
const LONGEST_SPACE = 1_000_000;
const WEEK_MS = 7 * 86_400_000;

/** What the team asks for and gives, with the token for reading, which no page has. */
export function teamRoutes(desk: TeamDesk): Route[] {
  return [
    { method: 'GET', path: '/left-out', access: 'read', answer: (asked) => leftOut(desk, asked) },
    {
      method: 'GET',
      path: '/sketch-spaces',
      access: 'read',
      answer: async () => ({ body: { spaces: await desk.store.spaces() } }),
    },
    { method: 'POST', path: '/sketch-space', access: 'read', answer: (asked) => put(desk, asked) },
    // For whoever watches the receiver: it says nothing but that the store answers.
    { method: 'GET', path: '/health', access: 'open', answer: () => health(desk) },
  ];
}

/** What was left out, and what sketch ids there are, of which each adds up by itself. */
async function leftOut({ store, tally, clock }: TeamDesk, { query }: Asked): Promise<Answer> {
  const given = query.get('since');
  const since = given === null ? clock() - WEEK_MS : Date.parse(given);
  if (!Number.isFinite(since) || Math.abs(since) > 8e15) {
    throw new RequestError(400, 'bad-request', 'since: a time in ISO 8601 was expected.');
  }
  await tally.flush();
  const [left, sketchIds] = await Promise.all([store.leftOut(since), store.sketchIds(since)]);
  return { body: { since: new Date(since).toISOString(), leftOut: left, sketchIds } };
}

async function put({ spaces }: TeamDesk, { message }: Asked): Promise<Answer> {
  const value = await readJson(message, LONGEST_SPACE);
  try {
    await spaces.put(value);
  } catch (error) {
    if (error instanceof InvalidOptionError) {
      throw new RequestError(400, 'bad-request', error.message);
    }
    if (error instanceof SpaceConflictError) {
      throw new RequestError(409, 'space-conflict', error.message);
    }
    throw error;
  }
  return { body: { sketchId: (value as { sketchId: string }).sketchId } };
}

async function health({ store }: TeamDesk): Promise<Answer> {
  await store.spaces();
  return { body: { status: 'ok', store: store.engine } };
}
