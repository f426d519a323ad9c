/** What each step of a faulty IndexedDB does. */
export interface Faults {
  readonly open?: 'throws' | 'fails' | 'is blocked' | 'never answers' | 'answers late';
  readonly transaction?: 'throws' | 'never ends' | 'aborts' | 'aborts without an error';
  readonly request?: 'throws';
}

/** Longer than anybody waits for it, with time in a hurry. */
export const LATE_MS = 60;

/** As much of an IndexedDB in memory as the store of references uses, failing as told. */
export class FaultyIndexedDb {
  faults: Faults = {};
  /** Connections that were opened and not closed. */
  connections = 0;
  /** Transactions that have neither ended nor been aborted. */
  transactions = 0;
  readonly stores: Record<string, Map<unknown, unknown>> = {
    files: new Map(),
    descriptions: new Map(),
  };

  open(): object {
    const { open } = this.faults;
    if (open === 'throws') throw new DOMException('not here', 'SecurityError');
    const request: Record<string, unknown> = {};
    const call = (event: string, ms = 0): void => {
      setTimeout(() => (request[event] as (() => void) | undefined)?.(), ms);
    };
    const succeed = (ms = 0): void => {
      setTimeout(() => {
        request['result'] = this.#connection();
        (request['onsuccess'] as () => void)();
      }, ms);
    };
    if (open === undefined) succeed();
    if (open === 'answers late') succeed(LATE_MS);
    if (open === 'fails') {
      request['error'] = new DOMException('broken', 'UnknownError');
      call('onerror');
    }
    if (open === 'is blocked') {
      call('onblocked');
      succeed(LATE_MS);
    }
    return request;
  }

  #connection(): object {
    this.connections++;
    return {
      close: () => {
        this.connections--;
      },
      transaction: () => this.#transaction(),
    };
  }

  #transaction(): object {
    const { transaction: fault, request } = this.faults;
    if (fault === 'throws') throw new DOMException('closing', 'InvalidStateError');
    this.transactions++;
    let hasEnded = false;
    const writes: (() => void)[] = [];
    const transaction = {
      error: null as DOMException | null,
      oncomplete: () => {},
      onabort: () => {},
      objectStore: (name: string) => {
        const store = this.stores[name]!;
        if (request === 'throws') throw new DOMException('no clone', 'DataCloneError');
        return {
          get: (key: string) => ({ result: store.get(key) }),
          getAll: () => ({ result: [...store.values()] }),
          put: (value: { name?: string }, key = value.name) => {
            writes.push(() => store.set(key, value));
            return {};
          },
          delete: (key: string) => {
            writes.push(() => store.delete(key));
            return {};
          },
        };
      },
      abort: () => {
        if (hasEnded) throw new DOMException('it has ended', 'InvalidStateError');
        end(() => transaction.onabort());
      },
    };
    const end = (tell: () => void): void => {
      hasEnded = true;
      this.transactions--;
      setTimeout(tell);
    };
    setTimeout(() => {
      if (hasEnded || fault === 'never ends') return;
      if (fault === undefined) {
        for (const write of writes) write();
        end(() => transaction.oncomplete());
        return;
      }
      if (fault === 'aborts') transaction.error = new DOMException('full', 'QuotaExceededError');
      end(() => transaction.onabort());
    });
    return transaction;
  }
}
