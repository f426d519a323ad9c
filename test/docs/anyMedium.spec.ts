import { expect, test } from 'playwright/test';
import { ALARM, ranInNode } from '../support/ranInNode.js';

/** What is in the sample of each alone. */
const MEDIA = {
  text: 'embed(text)',
  audio: 'FRAMES_PER_SECOND',
  poses: 'trunk',
  tables: 'scaleOf',
};

for (const [medium, containing] of Object.entries(MEDIA)) {
  test(`${medium}: calm, and an alarm soon after drift has begun`, async () => {
    const { said } = await ranInNode('docs/recipes/any-medium.md', containing);
    const [first, alarm, ...others] = said;
    expect(first).toEqual({ level: 'info', text: 'drift begins' });
    expect(alarm).toMatchObject({ level: 'warn', text: expect.stringMatching(ALARM) });
    expect(others.filter(({ level }) => level !== 'info')).toEqual([]);
  });
}
