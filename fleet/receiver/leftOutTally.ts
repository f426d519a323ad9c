import type { FleetStore, LeftOut } from '../store/fleetStore.js';
import type { Reason } from './answer.js';

/** Of a sketch that was left out, or of nothing that could be read, what is told. */
export interface LeftOutDetails {
  readonly sketchId?: unknown;
  readonly release?: unknown;
  readonly device?: unknown;
  readonly message: string;
}

/** Kinds that are told apart between two writes: whoever sends garbage must not fill the store by it. */
const MOST_KINDS = 500;
/** Characters of what others wrote. */
const LONGEST = 200;

/** Counts what is left out, and brings it to the store now and then: a process that is killed loses the last few seconds of it. */
export class LeftOutTally {
  readonly #store: Pick<FleetStore, 'noteLeftOut'>;
  readonly #clock: () => number;
  #notes = new Map<string, LeftOut>();

  constructor(store: Pick<FleetStore, 'noteLeftOut'>, clock: () => number) {
    this.#store = store;
    this.#clock = clock;
  }

  note(reason: Reason, { sketchId, release, device, message }: LeftOutDetails): void {
    const day = new Date(this.#clock()).toISOString().slice(0, 10);
    const isFull = this.#notes.size >= MOST_KINDS;
    const kind = {
      day,
      reason,
      sketchId: isFull ? '' : hexId(sketchId),
      release: isFull ? '' : text(release),
    };
    const key = JSON.stringify(kind);
    this.#notes.set(key, {
      ...kind,
      count: 1 + (this.#notes.get(key)?.count ?? 0),
      device: text(device),
      message: text(message),
    });
  }

  /** @throws What the store does; the counts are then kept for the next time. */
  async flush(): Promise<void> {
    const notes = this.#notes;
    if (notes.size === 0) return;
    this.#notes = new Map();
    try {
      await this.#store.noteLeftOut([...notes.values()]);
    } catch (error) {
      for (const [key, note] of notes) {
        const later = this.#notes.get(key);
        this.#notes.set(key, { ...(later ?? note), count: note.count + (later?.count ?? 0) });
      }
      throw error;
    }
  }
}

function hexId(value: unknown): string {
  return typeof value === 'string' && /^[0-9a-f]{16}$/.test(value) ? value : '';
}

function text(value: unknown): string {
  if (typeof value !== 'string') return '';
  // Halves of surrogate pairs, which a cut may leave too, become one character.
  return Buffer.from(value.slice(0, LONGEST))
    .toString()
    .replace(/\p{Cc}/gu, ' ');
}
