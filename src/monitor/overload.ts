import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { nextTask } from '../core/base/tasks.js';

/**
 * What happens if a wrapped model's answers come faster than its features can be processed, as in a loop that
 * awaits each answer and nothing else.
 *
 * - `'wait'`: while more than half of the queue is full, or a sample has waited for .1 seconds, an answer
 *   that comes by promise comes later by up to 4 ms, unchanged.
 * - `'drop'`: answers come at once, and the oldest waiting samples are dropped.
 */
export type Overload = 'wait' | 'drop';

/** @throws {@link InvalidOptionError} for anything else. */
export function requireOverload(overload: Overload): Overload {
  if (overload === 'wait' || overload === 'drop') return overload;
  throw new InvalidOptionError(`overload: 'wait' or 'drop' was expected, ${came(overload)} came.`);
}

/** Samples that wait, at least: so many come while the first one's detector is being made. */
export const FEWEST_WAITING = 64;

/** How long an answer is kept back, at most: a frame at 60 a second lasts 16.7 ms. */
const PATIENCE_MS = 4;

/** Of monitors that others are made of. */
const rooms = new WeakMap<object, () => Promise<void> | undefined>();

/** Tells others where to wait for room in a monitor; see {@link roomIn}. */
export function offerRoom(monitor: object, room: () => Promise<void> | undefined): void {
  rooms.set(monitor, room);
}

export function roomOf(monitor: object): Promise<void> | undefined {
  return rooms.get(monitor)?.();
}

interface Queue {
  /** Whether many wait. */
  readonly isCrowded: boolean;
  /** Whether one has waited for long. */
  readonly isLate: boolean;
}

/** Undefined where there is room. @param queue In which others take turns to make some. */
export function roomIn(queue: Queue): Promise<void> | undefined {
  return queue.isCrowded || queue.isLate ? makeRoom(queue) : undefined;
}

async function makeRoom(queue: Queue): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  do await nextTask();
  while ((queue.isCrowded || queue.isLate) && performance.now() < end);
}
