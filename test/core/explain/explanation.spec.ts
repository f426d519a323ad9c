import { expect, test } from 'playwright/test';
import { joinedExplanation } from '../../../src/core/explain/explanation.js';

const parts = { partsFrom: 'labels', inputs: 50, parts: [] } as const;

test('what several have found is one explanation, in the order of their words', () => {
  const darker = { text: 'Darker by 50 %.', properties: [] };
  expect(joinedExplanation([darker, { text: "'ship' comes half as often.", parts }])).toEqual({
    text: "Darker by 50 %. 'ship' comes half as often.",
    properties: [],
    parts,
  });
  expect(joinedExplanation([darker, { parts }])).toEqual({ ...darker, parts });
});

test('there is no explanation without words', () => {
  expect(joinedExplanation([undefined, { parts }])).toBeUndefined();
  expect(joinedExplanation([])).toBeUndefined();
});
