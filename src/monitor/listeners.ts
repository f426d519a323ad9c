/** A function per event and listener; calling what `on` returned takes it off again. */
export class Listeners<Events extends { error: unknown }> {
  readonly #listeners = new Map<keyof Events, Set<(payload: never) => void>>();

  on<Name extends keyof Events>(name: Name, listener: (payload: Events[Name]) => void): () => void {
    const set = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, set);
    set.add(listener);
    return () => set.delete(listener);
  }

  /** Calls the listeners in turn; one that throws stops neither the others nor the caller. */
  emit<Name extends keyof Events>(name: Name, payload: Events[Name]): void {
    const listeners = [...(this.#listeners.get(name) ?? [])];
    if (name === 'error' && listeners.length === 0) {
      console.warn('tfjs-drift: no error listener is set.', payload);
    }
    for (const listener of listeners) {
      try {
        (listener as (payload: Events[Name]) => void)(payload);
      } catch (error) {
        if (name === 'error') console.error('tfjs-drift: an error listener threw.', error);
        else this.emit('error', error as Events['error']);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }
}
