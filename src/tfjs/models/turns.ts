/** Lets what ends in any order be handed over in the order in which it began. */
export class Turns {
  readonly #begun: { handOver?: () => void }[] = [];

  /** @returns To be called once, when it has ended; hands over at once if it is its turn. */
  begin(): (handOver: () => void) => void {
    const turn: { handOver?: () => void } = {};
    this.#begun.push(turn);
    return (handOver) => {
      turn.handOver = handOver;
      while (this.#begun[0]?.handOver) this.#begun.shift()?.handOver?.();
    };
  }
}
