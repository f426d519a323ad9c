import { firstName, type Judgement, type Prediction } from '../watch/rightGuesses.js';
import { element, setText } from './element.js';

/** The model's top classes with bars. */
export class PredictionsPanel {
  readonly #rows = [...element('predictions', HTMLOListElement).children].map((row) => ({
    name: row.querySelector<HTMLElement>('.prediction-name')!,
    share: row.querySelector<HTMLElement>('.prediction-share')!,
    bar: row.querySelector<HTMLElement>('.bar-fill')!,
  }));

  readonly #who = element('guess-caption', HTMLElement);
  readonly #right = element('guess-right', HTMLElement);
  readonly #tally = element('guess-tally', HTMLElement);

  /** How many classes there is room for. */
  get count(): number {
    return this.#rows.length;
  }

  /** Before the first picture of a source. @param isOfHead Whether ten classes are told by a head on the model. */
  clear(isOfHead: boolean): void {
    setText(this.#who, isOfHead ? 'A ten-class head guesses' : 'MobileNet guesses');
    this.show([]);
  }

  /** @param judgement Of the first one, where it is known what the picture shows. */
  show(predictions: readonly Prediction[], judgement?: Judgement): void {
    this.#right.dataset['right'] = `${judgement?.isRight ?? ''}`;
    setText(this.#right, judgement ? (judgement.isRight ? '✓ right' : '✗ wrong') : '');
    setText(this.#tally, judgement ? `(right: ${judgement.right} of ${judgement.of})` : '');
    this.#rows.forEach(({ name, share, bar }, index) => {
      const prediction = predictions[index];
      setText(name, firstName(prediction?.className ?? '–'));
      name.title = prediction?.className ?? '';
      setText(share, prediction ? `${Math.round(100 * prediction.probability)} %` : '');
      bar.style.setProperty('--share', `${prediction?.probability ?? 0}`);
    });
  }
}
