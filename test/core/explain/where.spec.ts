import { expect, test } from 'playwright/test';
import { whereOf } from '../../../src/core/explain/where.js';

/** Of a picture drawn with digits. */
function where(...lines: string[]) {
  const shares = lines.flatMap((line) => [...line].map((digit) => (digit === '-' ? -9 : +digit)));
  return whereOf(shares, { height: lines.length, width: lines[0]!.length });
}

test('the quarter or half that holds most is named', () => {
  expect(where('90', '11')).toBe('top left');
  expect(where('1900', '1900', '0000', '0000')).toBe('top left');
  expect(where('0000', '0090', '0990', '0000')).toBe('middle');
  expect(where('000', '000', '009')).toBe('bottom right');
  expect(where('0090', '0090', '0090', '0090')).toBe('right');
  expect(where('4444', '4444', '1111', '1111')).toBe('top');
  expect(where('111', '111', '111')).toBe('all over');
});

test('a place on a border counts by its halves, and shares below 0 do not', () => {
  // The middle row of three lies half in each half.
  expect(where('000', '999', '000')).toBe('middle');
  expect(where('900', '--0', '00-')).toBe('top left');
  expect(where('--', '--')).toBeUndefined();
  expect(where('00', '00')).toBeUndefined();
});
