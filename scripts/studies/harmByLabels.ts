/** What labels show of the risk: how often wrongly, and how soon. Inputs, labels and alarms are simulated, draws and tests the library's. */

import { normal } from '../../src/core/base/draws.js';
import { type Random, seededRandom } from '../../src/core/base/random.js';
import { LabelledRisk } from '../../src/core/harm/labelledRisk.js';
import { meanOf } from './scan.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

const LEVEL = 0.05;

const WINDOW = 64;
/** Of a window of new inputs. */
const DRAWN = 16;
/** So many labels come late, in any order. */
const LATE = 48;

/** Inputs of which the odder ones are wrong more often, or less often. */
interface Inputs {
  readonly risk: number;
  /** How much the risk of an input grows with its oddness, -1 to 1. */
  readonly slope: number;
}

interface Life {
  readonly limit: number;
  readonly inputs: (label: number) => Inputs;
  readonly labels: number;
  /** Labels after which the monitor raises an alarm, besides its false ones. */
  readonly alarmAt?: number;
}

interface Shown {
  /** After how many labels harm, and safety, was first shown. */
  harm: number;
  safety: number;
  /** Tests of safety: one at the start and one after each alarm; and those that showed it. */
  safetyTests: number;
  safe: number;
}

function live({ limit, inputs, labels, alarmAt }: Life, seed: number): Shown {
  const random = seededRandom(seed);
  const gaussian = normal(random);
  const risk = new LabelledRisk();
  risk.begin({ limit, safeLimit: limit, level: LEVEL }, 0);
  const shown = { harm: Infinity, safety: Infinity, safetyTests: 1, safe: 0 };
  let isSafe = false;
  const waiting: { id: string; wrong: boolean }[] = [];
  let [sample, drawn, tested] = [0, 0, 0];
  while (tested < labels) {
    const odd = Float64Array.from({ length: WINDOW }, gaussian);
    const { risk: mean, slope } = inputs(drawn);
    const window = [...odd].map((oddness) => {
      sample++;
      // Uniform in oddness, so that the mean stays what it is.
      const own = mean * (1 + slope * Math.tanh(oddness));
      return { sample, id: `${sample}`, wrong: random() < own };
    });
    // Now and then there is a false alarm, where inputs are odd by chance.
    const isOdd = odd.reduce((sum, value) => sum + value, 0) > 3.5 * Math.sqrt(WINDOW);
    const isDue = alarmAt !== undefined && drawn <= alarmAt && alarmAt < drawn + DRAWN;
    for (const { at, draw } of risk.draw(DRAWN, window, (input) => odd[input]!, random)) {
      waiting.push({ id: draw.id, wrong: window[at]!.wrong });
      drawn++;
    }
    if (isOdd || isDue) {
      risk.alarm(sample, isDue ? 0 : WINDOW);
      shown.safetyTests++;
      isSafe = false;
    }
    while (waiting.length > LATE && tested < labels) {
      const { id, wrong } = taken(waiting, random);
      risk.label(id, !wrong, () => false);
      tested++;
      const { test } = risk.finding()!;
      if (test!.harm >= test!.threshold) shown.harm = Math.min(shown.harm, tested);
      if (isSafe || test!.safety < test!.threshold) continue;
      isSafe = true;
      shown.safe++;
      shown.safety = Math.min(shown.safety, tested);
    }
  }
  return shown;
}

function taken<Item>(items: Item[], random: Random): Item {
  const at = Math.floor(random() * items.length);
  const item = items[at]!;
  items[at] = items.at(-1)!;
  items.pop();
  return item;
}

/** A risk that is at the limit for life: how often harm, or safety, is ever shown. */
export function falseLabelAlarms(runs: number, labels: number): SimulatedRow[] {
  const settings = [
    [0.15, 0, 'all alike'],
    [0.15, 0.9, 'odd inputs riskier'],
    [0.15, -0.9, 'odd inputs safer'],
    [0.06, 0.9, 'odd inputs riskier'],
    [0.35, 0.9, 'odd inputs riskier'],
  ] as const;
  const lives = settings.map(([limit, slope]) =>
    Array.from({ length: runs }, (_, run) =>
      live({ limit, labels, inputs: () => ({ risk: limit, slope }) }, 10_000 * limit + run),
    ),
  );
  const note = `${runs} lives of ${labels.toLocaleString('en')} labels`;
  const [safe, tests] = (['safe', 'safetyTests'] as const).map((name) =>
    lives.flat().reduce((sum, shown) => sum + shown[name], 0),
  );
  return [
    ...settings.map(([limit, , odd], at) =>
      simulatedRow(
        'label-test',
        `harm shown at the limit ${limit}, ${odd}`,
        lives[at]!.filter(({ harm }) => harm < Infinity).length / runs,
        [null, LEVEL],
        note,
      ),
    ),
    simulatedRow(
      'label-test',
      'safety shown at the limit, in all of these together',
      safe! / tests!,
      [null, LEVEL],
      `${safe} of ${tests} tests, one at the start and one after each alarm`,
    ),
  ];
}

/** Labels until a risk that doubles is shown, and until one that stays is shown to be safe. */
export function labelDelays(runs: number): SimulatedRow[] {
  const most = 6_000;
  const rows: SimulatedRow[] = [];
  for (const [before, limit] of [
    [0.05, 0.07],
    [0.1, 0.12],
    [0.1, 0.15],
    [0.2, 0.25],
  ] as const) {
    for (const [calm, isAlarmed] of [
      [0, false],
      [1_000, false],
      [1_000, true],
      [10_000, true],
    ] as const) {
      const delays = Array.from({ length: runs }, (_, run) => {
        const { harm } = live(
          {
            limit,
            labels: calm + most,
            inputs: (label) => ({ risk: label < calm ? before : 2 * before, slope: 0.5 }),
            ...(isAlarmed && { alarmAt: calm }),
          },
          run,
        );
        return Math.min(harm, calm + most) - calm;
      });
      const late = delays.filter((delay) => delay === most).length;
      const since = `after ${calm.toLocaleString('en')} labels${isAlarmed ? ' with an alarm' : ''}`;
      rows.push(
        simulatedRow(
          'label-delay',
          `risk ${before} doubles, limit ${limit}, ${since}`,
          meanOf(delays),
          [null, null],
          late > 0 ? `${late} of ${runs} not within ${most} labels` : undefined,
        ),
      );
    }
    const safe = Array.from({ length: runs }, (_, run) => {
      const inputs = () => ({ risk: before, slope: 0.5 });
      return Math.min(live({ limit, labels: most, inputs }, run).safety, most);
    });
    const late = safe.filter((delay) => delay === most).length;
    rows.push(
      simulatedRow(
        'label-delay',
        `risk ${before} stays, limit ${limit}, shown to be safe`,
        meanOf(safe),
        [null, null],
        late > 0 ? `${late} of ${runs} not within ${most} labels` : undefined,
      ),
    );
  }
  return rows;
}
