import type { PartChanges } from './partChanges.js';

/** More are not read. */
const PARTS_TOLD = 3;

/**
 * What changed, as a sentence, e.g. `"'ship' comes half as often, 'cat' three times as often."`; undefined where no part
 * did.
 */
export function partsSentence({ partsFrom, parts }: PartChanges): string | undefined {
  const told = parts.filter(({ isChanged }) => isChanged).slice(0, PARTS_TOLD);
  if (told.length === 0) return undefined;
  const words = told
    .map(({ name, rows, ratio }, at) => {
      const which =
        partsFrom === 'clusters'
          ? `inputs like row ${rows[0]} of the reference`
          : partsFrom === 'labels'
            ? `'${name}'`
            : `inputs as of ${name}`;
      const verb = partsFrom === 'labels' ? 'comes' : 'come';
      return `${which} ${at === 0 || partsFrom !== 'labels' ? `${verb} ` : ''}${oftenInWords(ratio)}`;
    })
    .join(', ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}.`;
}

/** @param ratio Undefined where none was expected. */
function oftenInWords(ratio: number | undefined): string {
  if (ratio === undefined) return 'for the first time';
  if (ratio === 0) return 'no more';
  if (ratio >= 1.75) return ratio < 2.5 ? 'twice as often' : `${Math.round(ratio)} times as often`;
  if (ratio > 1.25) return 'half as often again';
  if (ratio >= 1) return 'a little more often';
  if (ratio > 0.8) return 'a little less often';
  const parts = Math.round(1 / ratio);
  const fractions = ['', 'two thirds', 'half', 'a third', 'a quarter', 'a fifth'];
  if (ratio > 0.58) return `${fractions[1]} as often`;
  return parts < fractions.length ? `${fractions[parts]} as often` : 'hardly ever';
}
