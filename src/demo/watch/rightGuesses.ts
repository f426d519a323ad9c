/** One class the model sees in a photo. */
export interface Prediction {
  readonly className: string;
  readonly probability: number;
}

/** So many of the latest guesses are counted. */
const LATEST = 10;

/** Whether the model's guess is right, and how many of the latest were. */
export interface Judgement {
  readonly isRight: boolean;
  readonly right: number;
  /** Up to ten. */
  readonly of: number;
}

/** Compares guesses with what pictures show, where that is known. */
export class RightGuesses {
  #latest: readonly boolean[] = [];

  clear(): void {
    this.#latest = [];
  }

  /**
   * @param names What the model may call it; without them there is nothing to judge.
   * @returns Undefined where it is not known what the picture shows.
   */
  judge(
    guess: Prediction | undefined,
    names: readonly string[] | undefined,
  ): Judgement | undefined {
    if (!guess || !names) return undefined;
    const isRight = names.includes(firstName(guess.className));
    this.#latest = [...this.#latest, isRight].slice(-LATEST);
    return { isRight, right: this.#latest.filter(Boolean).length, of: this.#latest.length };
  }
}

/** A guess in few words, such as "tabby, 42 %". */
export function guessText(prediction: Prediction | undefined): string {
  if (!prediction) return '';
  return `${firstName(prediction.className)}, ${Math.round(100 * prediction.probability)} %`;
}

/** ImageNet's classes are lists of synonyms. */
export function firstName(className: string): string {
  return className.split(',')[0] ?? className;
}
