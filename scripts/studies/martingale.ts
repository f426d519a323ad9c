import { ConformalScores, SimpleJumper } from '../../src/core/alarm/conformal.js';
import { normal } from '../../src/core/base/draws.js';
import { seededRandom } from '../../src/core/base/random.js';
import { type SimulatedRow, simulatedRow } from './studyRow.js';

/** Size of {@link martingaleAlarms}. */
export interface MartingaleSetting {
  readonly runs: number;
  readonly samples: number;
  readonly width: number;
  readonly referenceSize: number;
}

const CAPITAL = 100;
const RUN_LENGTH = 1e6;

/**
 * How many runs of undrifted, independent samples ever alarm: the martingale without a restart at a
 * capital of 100, which at most 1 % of runs may reach (Ville), and with the Shiryaev-Roberts restart
 * at a run length of 10⁶, which at most samples / 10⁶ of them may.
 */
export async function martingaleAlarms(setting: MartingaleSetting): Promise<SimulatedRow[]> {
  const { runs, samples, width, referenceSize } = setting;
  let [reachedCapital, reachedRunLength] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const gaussian = normal(seededRandom(5_000 + run));
    const values = Float32Array.from({ length: referenceSize * width }, gaussian);
    const scores = await ConformalScores.create({ values, count: referenceSize, width }, run);
    const jumper = new SimpleJumper();
    let [logCapital, most, evidence, mostEvidence] = [0, 0, 0, 0];
    for (let sample = 0; sample < samples; sample++) {
      const { p, score } = scores.rank(new Float32Array(width).map(gaussian));
      const factor = jumper.bet(p);
      scores.add(score);
      logCapital += Math.log(factor);
      evidence = (1 + evidence) * factor;
      most = Math.max(most, logCapital);
      mostEvidence = Math.max(mostEvidence, evidence);
    }
    if (most >= Math.log(CAPITAL)) reachedCapital++;
    if (mostEvidence >= RUN_LENGTH) reachedRunLength++;
  }
  const of = `of ${runs} runs of ${samples} undrifted samples`;
  const bound = [null, Math.max(1, 0.03 * runs)] as const;
  return [
    simulatedRow('martingale-alarms', `no restart, capital 100, ${of}`, reachedCapital, bound),
    simulatedRow('martingale-alarms', `restarted, A = 10⁶, ${of}`, reachedRunLength, bound),
  ];
}
