import { type Answer, databaseTransaction, type PageDatabase } from '../reference/indexedDb.js';
import type { KeptSketches } from './keptSketches.js';
import type { ClosedSketch } from './openSketch.js';

/** A closed sketch that waits until a receiver has it. */
export interface WaitingSketch extends ClosedSketch {
  readonly number: number;
}

/** What a change of what is kept leads to. */
interface KeptChange<T> {
  readonly kept: KeptSketches;
  readonly closed: readonly ClosedSketch[];
  readonly result: T;
}

type Change<T> = (kept: KeptSketches) => KeptChange<T>;

/** Where sketches are kept until they are delivered. */
export interface SketchStore {
  /** Whether it outlives the page, and all tabs share it. */
  readonly isShared: boolean;
  /** In one step: nobody changes anything between what `change` is given and what it returns. */
  update<T>(change: Change<T>): Promise<T>;
  /** Oldest first. */
  waiting(): Promise<WaitingSketch[]>;
  remove(numbers: readonly number[]): Promise<void>;
}

const NOTHING: KeptSketches = { open: [], periods: [] };

/** Raised when what is kept changes its shape: what is of another one is left alone. */
const FORMAT = 1;

/** Two stores: `kept` has one {@link KeptSketches}, `waiting` has {@link WaitingSketch}es. */
const DATABASE: PageDatabase = {
  name: 'tfjs-drift-sketches',
  version: 1,
  upgrade: (database, oldVersion) => {
    if (oldVersion >= 1) return;
    database.createObjectStore('kept');
    database.createObjectStore('waiting', { keyPath: 'number', autoIncrement: true });
  },
  stores: ['kept', 'waiting'],
};

/** In the IndexedDB of the page's origin. Each of its promises rejects as `databaseTransaction`. */
export const browserStore: SketchStore = {
  isShared: true,
  update: updateInBrowser,
  waiting: () =>
    databaseTransaction(DATABASE, 'readonly', (store) => store('waiting').getAll(), {}),
  remove: async (numbers) => {
    const work = (store: (name: string) => IDBObjectStore): Answer<undefined> => {
      for (const number of numbers) store('waiting').delete(number);
      return { result: undefined };
    };
    await databaseTransaction(DATABASE, 'readwrite', work, {});
  },
};

async function updateInBrowser<T>(change: Change<T>): Promise<T> {
  let failure: unknown;
  const work = (store: (name: string) => IDBObjectStore): Answer<T> => {
    const answer = {} as { result: T };
    const read: IDBRequest<KeptSketches | undefined> = store('kept').get(FORMAT);
    read.onsuccess = () => {
      try {
        const { kept, closed, result } = changed(change, read.result);
        store('kept').put(kept, FORMAT);
        for (const sketch of closed) store('waiting').add(sketch);
        answer.result = result;
      } catch (error) {
        // Thrown in an event, it would be the page's.
        failure = error;
        read.transaction?.abort();
      }
    };
    return answer;
  };
  try {
    return await databaseTransaction(DATABASE, 'readwrite', work, {});
  } catch (error) {
    throw failure ?? error;
  }
}

function changed<T>(change: Change<T>, kept: KeptSketches = NOTHING): KeptChange<T> {
  try {
    return change(kept);
  } catch {
    // Something else has written there.
    return change(NOTHING);
  }
}

/** For as long as the page. */
export function memoryStore(): SketchStore {
  let kept = NOTHING;
  let last = 0;
  let waiting: WaitingSketch[] = [];
  return {
    isShared: false,
    update: async (change) => {
      const { closed, result, ...next } = change(kept);
      kept = next.kept;
      waiting.push(...closed.map((sketch) => ({ ...sketch, number: ++last })));
      return result;
    },
    waiting: async () => [...waiting],
    remove: async (numbers) => {
      waiting = waiting.filter(({ number }) => !numbers.includes(number));
    },
  };
}
