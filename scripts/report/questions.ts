import type { StudyRow } from '../studies/studyRow.js';

/** What a page of docs/calibration answers. */
interface Question {
  readonly question: string;
  /** Sentences, of which the first alone stands in the index. What they quote is taken from the rows. */
  readonly answer: (figures: Figures) => readonly [string, ...string[]];
}

/** By the name of their page, in the order of the index. */
export const questions = {
  'false-alarms': {
    question: 'How often does it cry wolf?',
    answer: (figures) => {
      const scan = 'The scan: run length without drift';
      const single = Math.min(...figures.rows(scan).map(({ spread }) => spread![0]!));
      return [
        `About as often as you ask for: the mean run length of the default policy to a false alarm is ${figures.span(scan)} times the wanted 100 or 1,000 samples, and ${figures.span('The scan: rare false alarms')} times the wanted 20,000 or 172,800.`,
        `Where inputs are of a few kinds, one that is wanted once in 172,800 samples comes sooner, at ${figures.span('The scan: inputs of few kinds', /172800/)} times that.`,
        `That is a mean over references; of single ones the shortest was ${figures.spanOf([single])} times the wanted one.`,
        `One window (\`expectedRunTimePolicy\`) comes to ${figures.span(/^Run length/, /^expectedRunTime/)} times, \`evidencePolicy\` to ${figures.span(/^Run length|^Evidence/, /^evidence|^wanted/)} times.`,
      ];
    },
  },
  delays: {
    question: 'How soon does it see drift?',
    answer: (figures) => {
      const photos = 'The scan: delay after a corruption, photos';
      const rows = 'The scan: delay after a shift, gaussian rows';
      const began = (study: string, words: RegExp): string =>
        figures.spanOf(
          figures.rows(study, words).map(({ note }) => Number(/(\d+) %$/.exec(note!)![1])),
        );
      return [
        `Strong drift within a few samples, weak drift within some dozens: at one false alarm in 1,000 the default policy takes ${figures.span(photos, /^scan, .*Noise/)} photos where they are noisy, ${figures.span(photos, /^scan, .*Blur 5/)} where they are strongly blurred (severity 5), and ${figures.span(photos, /^scan, .*Blur 1/)} where they are hardly blurred (severity 1).`,
        `Of gaussian rows it takes ${figures.span(rows, /shift 0.8/)} for a shift of .8 standard deviations, and ${figures.span(rows, /shift 0.15/)} for .15; on photos its delay is ${figures.span(photos, /^scan by/)} times that of one window of 64.`,
        `What an alarm says about when the drift of photos began was right in ${began(photos, /^scan, /)} % of runs, in ${began(rows, /shift/)} % after a shift, and in ${began(rows, /one row in ten/)} % where it is single rows that are odd.`,
      ];
    },
  },
  frames: {
    question: 'What of video frames?',
    answer: (figures) => {
      const scenes = 'The scan: frames that depend on each other';
      const frames = 'Known or new: frames';
      const week = (reference: RegExp): string => figures.span(frames, reference);
      return [
        `Frames that resemble each other are not taken for drift: hours of scenes that change bring ${figures.span(scenes, /^false alarms.* new,/)} times the false alarms that were asked for, and ${figures.span(scenes, /^false alarms.* scan,/)} times where any change is to alarm.`,
        `The first verdict comes after ${figures.span(frames, /first verdict.* 0.5$/)} frames on average where each is correlated by .5 with the one before, and after ${figures.span(frames, /first verdict.* 0.97$/)} at .97; from there on a shift of one standard deviation takes ${figures.span(frames, /shift.* 0.5$/)} and ${figures.span(frames, /shift.* 0.97$/)}.`,
        `A week of days and nights brings ${week(/day alone/)} alarms where the reference is of the day alone, and ${week(/day and night$/)} where it is of day and night.`,
      ];
    },
  },
  'known-or-new': {
    question: 'Can it tell new inputs from known ones?',
    answer: (figures) => {
      const [study, labels] = ['Known or new', 'Known or new: labels'];
      const [weakest] = figures.rows(study, /^new, .*Blur 1/);
      return [
        `Mostly: known inputs, mixed or of one kind, count as new once in ${figures.span(study, /^novelty/)} times the wanted 1,000 samples or less often; noisy photos do after ${figures.span(study, /^new, .*Noise/)}, and strongly blurred ones after ${figures.span(study, /^new, .*Blur 5/)}.`,
        `Weak drift may stay a warning: photos with the weakest blur count as new after ${figures.spanOf([weakest!.value])} (${weakest!.note ?? 'in all runs'}).`,
        `Photos of one class alone are known better where the reference has labels: they count as new once in ${figures.span(labels, /one class.* labels/)} times the wanted 1,000 or less often, and in ${figures.span(labels, /one class.* clusters/)} times where k-means finds the parts.`,
      ];
    },
  },
  recoveries: {
    question: 'When does an alarm end?',
    answer: (figures) => {
      const study = 'The scan: after an alarm';
      const [weakest] = figures.rows(study, /Blur 1/);
      return [
        `An alarm about corrupted photos ends ${figures.span(study, /end of the drift/)} photos after the corruption does, on average.`,
        `Of those about the weakest blur, ${weakest!.note}.`,
        `After the recovery there are ${figures.span(study, /^false alarms/)} times as many false alarms as wanted.`,
      ];
    },
  },
  silences: {
    question: 'What do silences and wrong clocks change?',
    answer: (figures) => {
      const study = 'False alarms after silences';
      return [
        `In the week after a silence, a hidden tab or a clock that is wrong ${figures.span(study, /^(?!.*raised)/)} times as many false alarms are to be expected as without it.`,
        `In hours of testing, ${figures.span(study, /raised/)} times as many were raised.`,
      ];
    },
  },
  harm: {
    question: 'Does it know whether a drift does harm?',
    answer: (figures) => {
      const [photos, labels] = ['Harm: accuracy without labels, photos', 'Harm: labels'];
      const relevant = 'Harm: relevant drift';
      return [
        `With labels, yes: a risk that stays at the limit is called harm in ${figures.span(labels, /^harm/)} of lives of 10,000 labels (.05 are allowed), and one that doubles from .1, the limit being .15, is shown after ${figures.span(labels, /^risk 0.1 doubles, limit 0.15, after 1,000 labels with/)} labels where the monitor alarmed, and after ${figures.span(labels, /^risk 0.1 doubles, limit 0.15, after 1,000 labels$/)} where it did not.`,
        `Without labels, where inputs are known ones in other proportions: the accuracy of windows of 64 photos was within its band in ${figures.span(photos, /^accuracy/)} of them.`,
        `Under corruptions the estimate is too high, by ${figures.span(photos, /severity 1/)} at the weakest and ${figures.span(photos, /severity 5/)} at the strongest: what is new is called unknown for that reason.`,
        `A drift is found larger than what matters wrongly in ${figures.span(relevant, /^relevant.* (1|0.25) times/)} of drifts, and rightly in ${figures.span(relevant, /^relevant.* 4 times/)} where it is four times as large.`,
      ];
    },
  },
  'what-changed': {
    question: 'Does an alarm name what changed?',
    answer: (figures) => {
      const percentIn =
        (study: string) =>
        (setting: RegExp): string => {
          const shares = figures
            .rows(study, setting)
            .map(({ value }) => Math.round(100 * Number(value.toFixed(2))));
          return figures.spanOf(shares);
        };
      const percent = percentIn('What changed: properties in words');
      const percentOfOthers = percentIn('What changed: on other photos');
      return [
        `Mostly: of windows of 32 and 64 photos that are dark, hazy, blurred, noisy, of warm light or taken through a dirty lens at middle and high severity, ${percent(/^(Dusk|Low|Gaussian|Defocus|Shot|Impulse|Speckle|Warm|Dirty).* [35], (32|64) photos$/)} % are named right, and ${percent(/^Silent/)} % of clean windows are left unnamed.`,
        `At the lowest severity, and with 16 photos, it is ${percent(/^(Dusk|Low|Gaussian|Defocus|Shot|Impulse|Speckle|Warm|Dirty).* 1, 16 photos$/)} %.`,
        `A finger on the lens is not: more plain areas are named first in ${percent(/^A finger on a quarter/)} % of windows where it covers a quarter, in the others the colour that it brings comes before, and in ${percent(/^A finger on an eighth/)} % where it covers an eighth.`,
        `Blocks of pixelation and JPEG read as sharper in ${percent(/^(Pixel|JPEG)/)} % of windows.`,
        `On other photos, looked at once, when all was fixed, it is the same but for cold light: ${percentOfOthers(/^(Dusk|Low|Gaussian|Defocus|Shot|Impulse|Speckle|Warm|Dirty).* [35], (32|64) photos$/)} % of the windows above, ${percentOfOthers(/^Silent/)} % of clean windows, ${percentOfOthers(/^A finger on a quarter/)} % for the finger; cold light is named first in ${percentOfOthers(/^Cold light, 32 photos$/)} % of windows of 32 photos and in ${percentOfOthers(/^Cold light, 64 photos$/)} % of 64, where the first photos had ${percent(/^Cold light, 32 photos$/)} and ${percent(/^Cold light, 64 photos$/)} %.`,
      ];
    },
  },
  fleet: {
    question: 'What does a fleet see that none of its devices sees?',
    answer: (figures) => {
      const changes = 'The fleet: has anything changed?';
      const releases = 'The fleet: releases and groups';
      const devices = 'The fleet: which devices?';
      const needed = (setting: RegExp): string =>
        figures.span('The fleet: devices needed with privacy', setting);
      return [
        `A shift of .05 standard deviations at all of 400 devices, found in ${figures.span(changes, /shifted by .05/)} of periods of 120 rows that depend on each other, and one of .3 at a tenth of them in ${figures.span(changes, /shifted by .3/)}; where nothing changed, a test at .05 finds something in ${figures.span(changes, /^nothing changed/)}.`,
        `Two releases that are alike are found to differ in ${figures.span(releases, /alike/)} of periods, and ones that differ by .2 in ${figures.span(releases, /^one release/)}. Of the devices found to have changed ${figures.span(devices, /^false.*.5$/)} had not.`,
        `With noise for privacy it takes ${needed(/^devices needed, shift .3, ε 1/)} devices to see a shift of .3 at ε 1, and ${needed(/^devices needed, shift .3, ε 4/)} at ε 4; without noise ${needed(/^devices needed, shift .3, no noise/)}.`,
      ];
    },
  },
} as const satisfies Record<string, Question>;

/** A page of docs/calibration. */
export type Page = keyof typeof questions;

/** Kept rows, as sentences quote them. */
export class Figures {
  readonly #rows: readonly StudyRow[];

  constructor(rows: readonly StudyRow[]) {
    this.#rows = rows;
  }

  /** @throws Where there are none, as a sentence must not outlive what it is about. */
  rows(study: string | RegExp, setting = /./): StudyRow[] {
    const found = this.#rows.filter(
      (row) =>
        (typeof study === 'string' ? row.study === study : study.test(row.study)) &&
        setting.test(row.setting),
    );
    if (found.length === 0) throw new Error(`No figure of '${study}' with ${setting}.`);
    return found;
  }

  /** From the least to the greatest value. */
  span(study: string | RegExp, setting?: RegExp): string {
    return this.spanOf(this.rows(study, setting).map(({ value }) => value));
  }

  spanOf(values: readonly number[]): string {
    const ends = [Math.min(...values), Math.max(...values)].map(rounded);
    return [...new Set(ends)].join(' to ');
  }
}

/** No finer than a sentence needs it; tables have more digits. */
function rounded(value: number): number {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(2));
}
