import { element, setText } from './element.js';

/** One class the model sees in a photo. */
interface Prediction {
  readonly className: string;
  readonly probability: number;
}

/** The model's top classes with bars. */
export class PredictionsPanel {
  readonly #rows = [...element('predictions', HTMLOListElement).children].map((row) => ({
    name: row.querySelector<HTMLElement>('.prediction-name')!,
    share: row.querySelector<HTMLElement>('.prediction-share')!,
    bar: row.querySelector<HTMLElement>('.bar-fill')!,
  }));

  /** How many classes there is room for. */
  get count(): number {
    return this.#rows.length;
  }

  show(predictions: readonly Prediction[]): void {
    this.#rows.forEach(({ name, share, bar }, index) => {
      const prediction = predictions[index];
      setText(name, firstName(prediction?.className ?? '–'));
      name.title = prediction?.className ?? '';
      setText(share, prediction ? `${Math.round(100 * prediction.probability)} %` : '');
      bar.style.setProperty('--share', `${prediction?.probability ?? 0}`);
    });
  }
}

/** A guess in few words, such as "tabby, 42 %". */
export function guessText(prediction: Prediction | undefined): string {
  if (!prediction) return '';
  return `${firstName(prediction.className)}, ${Math.round(100 * prediction.probability)} %`;
}

/** ImageNet's classes are lists of synonyms. */
function firstName(className: string): string {
  return className.split(',')[0] ?? className;
}
