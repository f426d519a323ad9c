import { expect, test } from 'playwright/test';
import { gaussianRows } from '../../../e2e/support/gaussianRows.js';
import { partsAdvice } from '../../../src/core/partial/partsAdvice.js';

const features = gaussianRows(600, 3, 1);
type Counts = readonly (readonly [label: string | undefined, count: number])[];

const labelsOf = (...counts: Counts) =>
  counts.flatMap(([label, count]) => Array<string | undefined>(count).fill(label));
const adviceOn = (...counts: Counts) => partsAdvice({ features, labels: labelsOf(...counts) }, 0);

test('labels that part a reference well need no word, nor do references without', () => {
  expect(adviceOn(['day', 400], ['night', 200])).toBeUndefined();
  expect(adviceOn(['day', 562], [undefined, 38])).toBeUndefined();
  expect(partsAdvice({ features }, 0)).toBeUndefined();
});

test('one part, and parts of three rows, are named with what will do', () => {
  expect(adviceOn(['day', 600])).toMatch(
    /^labels: all 600 rows have 'day', which is one part\. So parts are found by k-means.* Extend the reference/,
  );
  expect(adviceOn(['day', 597], ['night', 3])).toMatch(
    /^labels: 'night' \(3\) is too few of 600 rows for a part, which needs 38: .* One part is left\. So parts are found/,
  );
  const several = adviceOn(['day', 400], ['dusk', 37], ['night', 157], ['fog', 3], [undefined, 3])!;
  expect(several).toContain("'dusk' (37), 'fog' (3), rows without a label (3) are too few");
  expect(several).toContain('a window of nothing else counts as new');
  expect(several).not.toContain('One part is left');
  expect(adviceOn(['a', 500], ...[...'bcdefghijk'].map((label) => [label, 10] as const))).toContain(
    "'b' (10), 'c' (10), 'd' (10) and 7 more are too few",
  );
});

test('a part of equal rows is named', () => {
  const values = features.values.slice();
  for (let row = 400; row < 600; row++) values.set([1, 2, 3], 3 * row);
  const labels = labelsOf(['day', 400], ['night', 200]);
  expect(partsAdvice({ features: { ...features, values }, labels }, 0)).toMatch(
    /^labels: the rows of 'night' \(200\) are all equal, so that any input that is not the same counts as new/,
  );
});

test('times that are missing, or all the same, are named', () => {
  const times = Float64Array.from({ length: 600 }, (_, row) => 60_000 * row);
  expect(partsAdvice({ features, times }, 0)).toBeUndefined();
  const some = times.slice();
  some.fill(Number.NaN, 0, 200);
  expect(partsAdvice({ features, times: some }, 0)).toMatch(/^times: 200 of 600 rows have none/);
  expect(partsAdvice({ features, times: times.fill(5) }, 0)).toMatch(
    /^times: those of 600 rows leave one part/,
  );
});
