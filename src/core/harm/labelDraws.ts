import type { Random } from '../base/random.js';
import { MOST_WEIGHT } from './riskTest.js';

/** An input that may be drawn for labelling. */
export interface DrawCandidate {
  /** Counts admitted samples, from 1; of each input another. */
  readonly sample: number;
  /** What the app calls it. */
  readonly id?: string | undefined;
}

/** An input that was drawn. */
export interface Draw {
  /** What its label is to come by: the app's name for it, where no other draw has that. */
  readonly id: string;
  readonly sample: number;
  /** 1 / (G π): its group's size and the probability that it was drawn from it. Above 0, at most 2. */
  readonly weight: number;
}

/** Inputs of a group: the more, the more an odd one is preferred, and the sooner a window is used up. */
const GROUP = 4;

/** Draws that are remembered; of more the earliest are forgotten. */
const MOST_DRAWS = 4_096;

interface Remembered extends Draw {
  /** Its label, once it came: was the model right? */
  correct?: boolean;
}

/** What became of a label. */
export type LabelUse =
  | { readonly use: 'test'; readonly draw: Draw }
  | { readonly use: 'none'; readonly draw: Draw; readonly was: boolean };

/** What draws are remembered of, as JSON: id, sample, weight, and the label where it came. */
export type SavedDraw = readonly [id: string, sample: number, weight: number, correct?: boolean];

/** Everything that is remembered, as JSON. */
export interface SavedDraws {
  readonly draws: readonly SavedDraw[];
  readonly offered: readonly number[];
}

/**
 * Draws inputs for labelling such that their labels can be tested. Of inputs that no draw was made among, the latest are
 * put into groups of four neighbours, or fewer where more draws are asked for; one of each is drawn, half at
 * random and half by how unlike the reference it is: of G inputs the one with the k-th lowest oddness with
 * π = ½ · 1/G + ½ · k² / Σ k². The others of its group are spent: each input is in one group at most. So what each draw
 * tells does not hang on what others told, and bets on them may be multiplied.
 */
export class LabelDraws {
  readonly #draws = new Map<string, Remembered>();
  /** Samples that were in a group. */
  #offered: Set<number>;
  #open = 0;

  constructor(saved?: SavedDraws) {
    this.#offered = new Set(saved?.offered);
    for (const [id, sample, weight, correct] of saved?.draws ?? []) {
      this.#draws.set(id, { id, sample, weight, ...(correct !== undefined && { correct }) });
      if (correct === undefined) this.#open++;
    }
  }

  /** How many draws are remembered, and how many of them wait for their label. */
  get counts(): { readonly drawn: number; readonly open: number } {
    return { drawn: this.#draws.size, open: this.#open };
  }

  /**
   * @param count From 1; fewer are drawn where fewer inputs are left.
   * @param candidates The window, oldest first.
   * @param oddnessOf How unlike the reference an input is; higher for odder ones.
   * @returns The positions of those drawn among the candidates, with what is remembered of them.
   */
  draw(
    count: number,
    candidates: readonly DrawCandidate[],
    oddnessOf: (at: number) => number,
    random: Random,
  ): { readonly at: number; readonly draw: Draw }[] {
    this.#forgetBefore(candidates[0]?.sample ?? 0);
    const left = [...candidates.keys()].filter((at) => !this.#offered.has(candidates[at]!.sample));
    const size = Math.min(GROUP, Math.max(1, Math.floor(left.length / count)));
    const groups = Math.min(count, Math.floor(left.length / size));
    const latest = left.slice(left.length - groups * size);
    return Array.from({ length: groups }, (_, group) => {
      const members = latest.slice(group * size, (group + 1) * size);
      for (const at of members) this.#offered.add(candidates[at]!.sample);
      const { at, weight } = oneOf(members, oddnessOf, random);
      return { at, draw: this.#remember(candidates[at]!, weight) };
    });
  }

  /** @returns Undefined where no draw of that id is remembered. */
  label(id: string, correct: boolean): LabelUse | undefined {
    const draw = this.#draws.get(id);
    if (!draw) return undefined;
    if (draw.correct !== undefined) return { use: 'none', draw, was: draw.correct };
    draw.correct = correct;
    this.#open--;
    return { use: 'test', draw };
  }

  save(): SavedDraws {
    return {
      draws: [...this.#draws.values()].map(({ id, sample, weight, correct }) =>
        correct === undefined ? [id, sample, weight] : [id, sample, weight, correct],
      ),
      offered: [...this.#offered],
    };
  }

  #remember({ sample, id }: DrawCandidate, weight: number): Draw {
    const isFree = id !== undefined && !this.#draws.has(id);
    const name = isFree ? id : id === undefined ? `sample ${sample}` : `${id}, sample ${sample}`;
    const draw = { id: name, sample, weight };
    this.#draws.set(name, draw);
    this.#open++;
    for (const [oldest, { correct }] of this.#draws) {
      if (this.#draws.size <= MOST_DRAWS) break;
      this.#draws.delete(oldest);
      if (correct === undefined) this.#open--;
    }
    return draw;
  }

  /** Inputs that have left the window come no more. */
  #forgetBefore(sample: number): void {
    this.#offered = new Set([...this.#offered].filter((offered) => offered >= sample));
  }
}

function oneOf(
  members: readonly number[],
  oddnessOf: (at: number) => number,
  random: Random,
): { readonly at: number; readonly weight: number } {
  const size = members.length;
  const byOddness = members
    .map((at) => ({ at, oddness: oddnessOf(at) }))
    .sort((a, b) => a.oddness - b.oddness || a.at - b.at);
  const squares = (size * (size + 1) * (2 * size + 1)) / 6;
  let left = random();
  for (const [rank, { at }] of byOddness.entries()) {
    const probability = 0.5 / size + (0.5 * (rank + 1) ** 2) / squares;
    left -= probability;
    if (left < 0 || rank === size - 1) {
      return { at, weight: Math.min(MOST_WEIGHT, 1 / (size * probability)) };
    }
  }
  throw new Error('A group without inputs.');
}
