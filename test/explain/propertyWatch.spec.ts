import { expect, test } from 'playwright/test';
import {
  DriftMonitor,
  InvalidOptionError,
  pValuePolicy,
  Reference,
  type Verdict,
} from 'tfjs-drift';
import { explainer, propertyWatch } from 'tfjs-drift/explain';
import { gaussianRows } from '../../e2e/lab/gaussianRows.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';

const draw = normal(seededRandom(8));
const around = (mean: number) => mean + 2 * draw();

async function watched(isKnown = true) {
  const loudness = Array.from({ length: 60 }, () => around(60));
  const reference = await Reference.fromFeatures(
    gaussianRows(1, 60, 3),
    isKnown ? { properties: { loudness } } : {},
  );
  const monitor = new DriftMonitor({
    reference,
    sampling: 'independent',
    windowSize: 12,
    permutations: 199,
    policy: pValuePolicy(),
    explain: explainer({ properties: propertyWatch(), harm: false }),
  });
  const verdicts: Verdict[] = [];
  const errors: unknown[] = [];
  monitor.on('verdict', (verdict) => verdicts.push(verdict));
  monitor.on('error', (error) => errors.push(error));
  /** Gives inputs whose features are that far off, as loud as that; and what is said of the last. */
  const after = async (shift: number, loud: number) => {
    for (let i = 0; i < 12; i++) {
      monitor.observe(gaussianRows(20 + i, 1, 3, shift), {
        properties: { loudness: around(loud) },
      });
    }
    await monitor.idle();
    return verdicts.at(-1)!;
  };
  return { monitor, after, errors };
}

test('an alarm says what changed, by the name that the app gave it; calm tests say nothing', async () => {
  const { monitor, after, errors } = await watched();
  const calm = await after(0, 60);
  expect(calm).toMatchObject({ state: 'ok' });
  expect(calm).not.toHaveProperty('explanation');
  const louder = await after(4, 90);
  expect(louder.state).toBe('drift');
  expect(louder.explanation!.text).toMatch(/^Loudness higher by (4\d|5\d) %\.$/);
  expect(louder.explanation!.properties).toMatchObject([
    { name: 'loudness', changed: true, direction: 'higher' },
  ]);
  expect(JSON.parse(JSON.stringify(louder.explanation))).toEqual(louder.explanation);
  const same = await after(4, 60);
  expect(same).toMatchObject({
    state: 'drift',
    explanation: { text: 'None of the properties changed.' },
  });
  expect(errors).toEqual([]);
  await monitor.dispose();
});

test('a reference that knows no properties has nothing to say', async () => {
  const { monitor, after, errors } = await watched(false);
  const alarm = await after(4, 90);
  expect(alarm.state).toBe('drift');
  expect(alarm).not.toHaveProperty('explanation');
  expect(errors).toEqual([]);
  await monitor.dispose();
});

test('what cannot tell properties is refused by name', () => {
  expect(() => propertyWatch('brightness' as never)).toThrow(InvalidOptionError);
  expect(() => propertyWatch('brightness' as never)).toThrow(
    /propertyWatch: a function was expected/,
  );
});
