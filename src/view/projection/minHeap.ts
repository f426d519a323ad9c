/** A binary heap of (key, item) pairs of numbers that gives back the smallest key first. */
export class MinHeap {
  readonly #keys: number[] = [];
  readonly #items: number[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** The smallest key; `undefined` if the heap is empty. */
  get minKey(): number | undefined {
    return this.#keys[0];
  }

  push(key: number, item: number): void {
    const keys = this.#keys;
    const items = this.#items;
    let slot = keys.length;
    keys.push(key);
    items.push(item);
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[slot] = keys[parent]!;
      items[slot] = items[parent]!;
      slot = parent;
    }
    keys[slot] = key;
    items[slot] = item;
  }

  /** Takes out the pair with the smallest key and returns its item; -1 if the heap is empty. */
  pop(): number {
    const keys = this.#keys;
    const items = this.#items;
    const first = items[0] ?? -1;
    const key = keys.pop();
    const item = items.pop();
    const size = keys.length;
    if (key === undefined || item === undefined || size === 0) return first;
    let slot = 0;
    for (let child = 1; child < size; child = 2 * slot + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[slot] = keys[child]!;
      items[slot] = items[child]!;
      slot = child;
    }
    keys[slot] = key;
    items[slot] = item;
    return first;
  }
}
