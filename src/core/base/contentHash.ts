/** A hash of 64 bits for names of content, after FNV-1a; nothing that resists whoever wants two to be the same. */
export class ContentHash {
  #low: number;
  #high = 0x01000193;

  /** @param salt What else is told apart. */
  constructor(salt: number = 0) {
    this.#low = 0x811c9dc5 ^ salt;
  }

  /** Adds `words[start]` to `words[end - 1]`. */
  add(words: ArrayLike<number>, start: number, end: number): void {
    let [low, high] = [this.#low, this.#high];
    for (let at = start; at < end; at++) {
      low = Math.imul(low ^ words[at]!, 0x01000193);
      high = Math.imul(high ^ low ^ (low >>> 15), 0x85ebca6b);
    }
    [this.#low, this.#high] = [low, high];
  }

  /** 16 digits. */
  hex(): string {
    return [this.#high, this.#low]
      .map((part) => (part >>> 0).toString(16).padStart(8, '0'))
      .join('');
  }
}
