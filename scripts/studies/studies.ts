import type { PhotoRange } from '../browser/lab.js';
import { trainingPhotos } from '../photos/trainingPhotos.js';
import type { Page } from '../report/questions.js';
import { cleanPhotos } from '../streams/corruptedPhotos.js';
import { photoPopulation } from '../streams/photoStream.js';
import { gaussianDelays, photoDelays, rareAlarmDelays } from './delayStudy.js';
import { simulateDependence } from './dependence.js';
import { alarmsOfFleets } from './fleetAlarms.js';
import { changesOfFleets } from './fleetChange.js';
import { devicesOfFleets } from './fleetDevices.js';
import { groupsOfFleets, releasesOfFleets } from './fleetGroups.js';
import { devicesNeeded } from './fleetPrivacy.js';
import { framesOfParts } from './framesOfParts.js';
import { blurAmongFrames, blurredPhotos, slowBlur, weekOfFrames } from './framesOfPhotos.js';
import { gaussianRunLengths } from './gaussianRunLength.js';
import { falseLabelAlarms, labelDelays } from './harmByLabels.js';
import { accuracyOfPhotos } from './harmOnPhotos.js';
import { noveltyByLabels } from './labels.js';
import { longEvidenceRuns, martingaleAlarms } from './martingale.js';
import { noveltyDelays, noveltyOfGaussianParts, noveltyRunLengths } from './novelty.js';
import { photoRunLengths } from './photoRunLength.js';
import { measuredPhotos, propertiesNamed } from './propertiesNamed.js';
import { relevantDrifts } from './relevantDrift.js';
import { rareScanAlarms, scanDelays, scanRunLength, scanRunLengthOfKinds } from './scan.js';
import { photosOfAlarms, scanAfterAlarms } from './scanAfterAlarms.js';
import { framedPhotos, scanOfScenes, scanOnDependentRows } from './scanOnFrames.js';
import {
  scanDelaysOnPhotos,
  scanInRandomDirections,
  scannedPhotos,
  scanRunLengthOnPhotos,
} from './scanOnPhotos.js';
import { alarmsAfterSilences, expectedAfterSilences } from './silences.js';
import type { SimulatedRow } from './studyRow.js';

/** A part of the simulation: its rows belong together. */
export interface Study {
  readonly title: string;
  /** Of docs/calibration, where it is written. */
  readonly page: Page;
  /** Which words of a setting are a column: figures that differ in these alone share a line. */
  readonly across?: RegExp;
  /** What was simulated, in Markdown. */
  readonly text: string;
  /** Photos whose features it needs, besides those that all studies of photos share; none of others. */
  readonly photos?: readonly PhotoRange[];
  /** Whether it is left out where no study is named: alarms that are rare take long to come. */
  readonly takesLong?: boolean;
  readonly run: () => Promise<SimulatedRow[]>;
}

export const studies: readonly Study[] = [
  {
    title: 'The scan: run length without drift',
    page: 'false-alarms',
    photos: [],
    text: `Mean number of samples to a false alarm of the default policy, from an empty ring on, by the wanted one; over 20 references, on photos over 10. References of 400 rows and more are looked at whitened, too.`,
    async run() {
      const rows: SimulatedRow[] = [];
      for (const [size, width] of [
        [80, 4],
        [300, 16],
        [300, 128],
        [600, 16],
      ] as const) {
        for (const runTime of [100, 1_000]) {
          const runs = runTime === 100 ? 20 : 6;
          rows.push(await scanRunLength({ size, width, references: 20, runTime }, runs));
        }
      }
      rows.push(await scanRunLengthOnPhotos(10, 20, 100), await scanRunLengthOnPhotos(10, 20));
      return rows;
    },
  },
  {
    title: 'The scan: rare false alarms',
    page: 'false-alarms',
    takesLong: true,
    text: `The same for one false alarm in 20,000 samples, and in a day at two samples a second (172,800), which lie beyond what was calibrated: samples by alarms, over streams of ten and of three times as many.`,
    async run() {
      const rows: SimulatedRow[] = [];
      for (const size of [300, 600]) {
        const setting = { size, width: 16, references: 20 };
        rows.push(await rareScanAlarms({ ...setting, runTime: 20_000 }, 200_000));
        rows.push(await rareScanAlarms({ ...setting, runTime: 172_800 }, 518_400));
      }
      return rows;
    },
  },
  {
    title: 'The scan: inputs of few kinds',
    page: 'false-alarms',
    text: `The same where inputs are of eight kinds, each half as frequent as the one before, some further out than others, and those of a kind hardly differ. Small references lack the rarest kinds, which come once in 64 or 128 inputs. Wanted are 1,000 samples, and one false alarm in a day at two samples a second; samples by alarms, over streams of 3,000 and of 20,000 samples. Where fewer than 30 rows differ, of k rows no more is concluded than that each may be the first of a kind that comes once in as many inputs as the reference holds; without that, 20 rows gave 104 alarms in 10,000 samples where one in 172,800 was wanted.`,
    async run() {
      const rows: SimulatedRow[] = [];
      for (const size of [20, 80, 300]) {
        const setting = { size, width: 16, references: 20 };
        rows.push(await scanRunLengthOfKinds({ ...setting, runTime: 1_000 }, 3_000));
        rows.push(await scanRunLengthOfKinds({ ...setting, runTime: 172_800 }, 20_000));
      }
      return rows;
    },
  },
  {
    title: 'The scan: delay after a shift, gaussian rows',
    page: 'delays',
    text: `Mean samples from the first drifted row to the alarm, a full ring of undrifted ones before: 20 references of 300 rows of width 16, windows up to 64, wanted run length 1,000. One window of 64 took 63, 42, 30, 19 and 13 samples for these shifts, and 183 for the rows of twice the spread.`,
    run: () => scanDelays({ size: 300, width: 16, references: 20, runTime: 1_000 }, 64, 10),
  },
  {
    title: 'The scan: delay after a corruption, photos',
    page: 'delays',
    across: /^(scan by window 64|scan|window 64)/,
    photos: scannedPhotos,
    text: `The same on photos, 10 draws of 600 reference photos and 10 orders of each, up to 200 samples; beside it, in the same runs, one window of 64 (\`expectedRunTimePolicy\`). The bounds are what was wanted.`,
    run: () => scanDelaysOnPhotos(10, 10),
  },
  {
    title: 'The scan: shifts in random directions',
    page: 'delays',
    photos: [],
    text: `Features of photos, shifted in a random direction by .1 standard deviations on average: share that is found within 100 samples at a wanted run length of 1,000, 10 draws of 600 reference photos and 20 directions each. Whitened features see next to nothing of it; looking at them, too, must cost little.`,
    run: () => scanInRandomDirections(10, 20),
  },
  {
    title: 'The scan: after an alarm',
    page: 'recoveries',
    photos: photosOfAlarms,
    text: `Corrupted photos, 200 after 128 clean ones, and then clean ones again: when the alarm ends, whether it ended while the drift lasted, and how many false alarms come afterwards, at a wanted run length of 1,000. 6 draws of 600 reference photos, 6 orders of each.`,
    run: () => scanAfterAlarms(6, 6),
  },
  {
    title: 'The scan: frames that depend on each other',
    page: 'frames',
    across: /ρ [\d.]+, \d+ frames/,
    photos: framedPhotos,
    text: `Behind the guard of \`sampling: 'video'\`. First the frames of [below](#frames-that-depend-on-each-other), where the scan of up to 24 rows is at a level of 5 % for all windows together. Then hours of video made of photos: each photo is shown for ten frames on average, with the noise of a camera, two frames a second, at a wanted run length of 1,000 tests; by how new they are (\`alarmOn: 'new'\`, the default for frames), by the scan of any change, and by one window of 64. What false alarms the latter two have too many come of scenes that outlast the guard's step.`,
    run: async () => [...(await scanOnDependentRows(100)), ...(await scanOfScenes(24))],
  },
  {
    title: 'Known or new',
    page: 'known-or-new',
    across: /^(new|any|alarms of any called new)(?=, photos)/,
    photos: scannedPhotos,
    text: `What the distance to the nearest part of the reference tells. First the mean number of samples until known photos count as new, by the wanted 1,000: 600 photos drawn at random are the reference, the others come mixed, one of five kinds alone (by k-means of all photos, not of the reference), or in blocks of one kind; and gaussian rows of one of ten parts. Then how soon a corruption counts as new, beside the alarm of the scan in the same runs, as with \`alarmOn: 'new'\` and \`'any'\`, up to 200 samples; how often the alarm calls it new at once; and how often it does so where photos of one kind come instead of all.`,
    run: async () => [
      ...(await noveltyRunLengths(4, 5)),
      ...(await noveltyOfGaussianParts(10, 4)),
      ...(await noveltyDelays(4, 6)),
    ],
  },
  {
    title: 'Known or new: labels',
    page: 'known-or-new',
    across: /parts by \w+/,
    photos: scannedPhotos,
    text: `The same where each photo of the reference has its class as its label, beside parts that k-means finds: 600 photos drawn at random are the reference, some 60 of each of ten classes. First the mean number of samples until photos of one class alone count as new, by the wanted 1,000; then how soon corrupted photos of all classes do, up to 150 samples. 3 references, 3 orders of each.`,
    run: () => noveltyByLabels(3, 3),
  },
  {
    title: 'Known or new: frames',
    page: 'frames',
    photos: [blurredPhotos, ...framedPhotos],
    text: `What a monitor of frames says that is told nothing else (\`sampling: 'video'\`, \`alarmOn: 'new'\`), at a wanted run length of 1,000 tests. First frames of one part of ten that are correlated with the one before: gaussian, width 16, parts with means N(0, I) of 60 reference rows each, 50 frames apart; within a part frames and reference rows x_t = ρ x_{t-1} + √(1 - ρ²) e_t of variance 1; 10 references and 20 runs of each, half of them with a shift of one standard deviation in all coordinates after 30 tests. The bounds are what was wanted. (The guard of version 0.1 came to its first verdict after 3,012 frames at ρ .9, and at .95 to none within 4,000.) Then unrelated photos, taken for frames: blurred at severity 5 from the 301st on, 10 references and 10 orders of each (in version 0.1, 30 of 40 orders alarmed after 16 to 22 photos, the others after 35 to 523); and with a blur that grows over 1,000 frames. Last a week of days and nights: a frame in five seconds, scenes that last ten frames on average, photos that go over to brighter ones (brightness 3) at night and back; the reference is 300 photos by day, or those and 300 other ones at all times of the day.`,
    run: async () => [
      ...(await framesOfParts(10, 20)),
      ...(await blurAmongFrames(10, 10)),
      ...(await slowBlur(4, 5)),
      ...(await weekOfFrames()),
    ],
  },
  {
    title: 'Run length without drift, gaussian rows',
    page: 'false-alarms',
    text: `Mean number of tests (with \`evidence\`: samples) to a false alarm, by the wanted one; 1 is what was asked for. The mean is over 20 references of 300 rows. What a user lives with is the run length given the one reference there is, and that varies: the last column says how far.

![Run lengths](../images/calibration-run-length.svg)`,
    run: gaussianRunLengths,
  },
  {
    title: 'Run length without drift, photos',
    page: 'false-alarms',
    photos: [],
    text: `The same on photos: 600 drawn at random are the reference, the others the stream, each once in a run; 30 references, 20 runs each (\`evidence\`: 5). A run that ends without an alarm counts for its length.`,
    run: async () => photoRunLengths(photoPopulation(await cleanPhotos())),
  },
  {
    title: 'Delay after a shift, gaussian rows',
    page: 'delays',
    across: /shift [\d.]+/,
    text: `Mean samples from the first drifted one to the alarm, after 120 undrifted ones: every coordinate is shifted by so many standard deviations. One reference of 300 rows of width 16, window 20, wanted run length 1,000, 40 runs. \`pValue\` is the rule p ≤ .01 after every sample; \`always\` and \`never\` are what any policy must beat. Where there is no alarm within 300 samples a run counts as 300.

![Delays](../images/calibration-delay-gaussian.svg)`,
    run: () => gaussianDelays([0.2, 0.3, 0.5, 0.8], { runs: 40, calm: 120, most: 300 }),
  },
  {
    title: 'Rare false alarms',
    page: 'delays',
    across: /shift [\d.]+/,
    text: `One false alarm in 172,800 samples, a day at two samples a second, is more than bootstraps can hold. Mean delay after a shift, as above, of three ways out; \`every sample, extrapolated\` is what \`expectedRunTimePolicy\` does, \`every 10th sample\` is \`testEvery: 10\`, whose 17,280 tests are calibrated.`,
    run: () => rareAlarmDelays(172_800, [0.3, 0.5, 0.8], { runs: 40, calm: 120, most: 300 }),
  },
  {
    title: 'Delay after a corruption, photos',
    page: 'delays',
    across: /\d$/,
    photos: [],
    text: `The same on photos: the 600 photos of the demo's reference, window 64, wanted run length 1,000, 10 runs of 200 clean photos and then up to 150 corrupted ones, by corruption, and across by severity.

![Delays](../images/calibration-delay-photos.svg)`,
    run: async () => photoDelays(await cleanPhotos(), { runs: 10, calm: 200, most: 150 }),
  },
  {
    title: 'Frames that depend on each other',
    page: 'frames',
    across: /ρ [\d.]+, \d+ frames/,
    text: `Frames x_t = ρ x_{t-1} + √(1 - ρ²) e_t of width 16 against an independent reference of 100 rows, window 20, \`sampling: 'video'\`. The type-I error is how often a permutation test at 5 % rejects the first window that the guard accepts (without the guard: the first 20 frames); after a first accepted window all coordinates are shifted by .8, from the middle of a run on, and the first accepted window of shifted frames is to be rejected.`,
    run: () => simulateDependence({ runs: 200 }),
  },
  {
    title: 'Evidence without drift',
    page: 'false-alarms',
    takesLong: true,
    text: `\`evidencePolicy\` on undrifted, independent samples of width 16. First what is proven: of runs of 512 samples, all of which are taken into the comparison, at most one in ten may ever have evidence of ten times that, and one in a hundred of a hundred times that; the bounds leave room for chance. Then what is not, as samples make room for later ones: the mean run length, by the wanted one, over 20 references, one run of each: samples by alarms, runs without one included.`,
    run: async () => {
      const sizes = { width: 16, referenceSize: 300 };
      return [
        ...(await martingaleAlarms({ ...sizes, runs: 400, samples: 512 })),
        await longEvidenceRuns({ ...sizes, references: 20, runTime: 10_000, longest: 10 }),
        await longEvidenceRuns({ ...sizes, references: 20, runTime: 172_800, longest: 1 }),
      ];
    },
  },
  {
    title: 'False alarms after silences',
    page: 'silences',
    across: /^(expectedRunTime|evidence)/,
    text: `How many false alarms are to be expected in the week after something happened to tests or clock, in units of those without it: the sum of 1 / run time over the tests of that week, from the thresholds that each policy sets. One a day is wanted; 300 tests came before. Below, alarms that were really raised on undrifted gaussian rows of width 4, 6 references of 100 rows, window 10, two tests a second, one false alarm an hour being wanted. What each of them does is summed up in [alarms in depth](../alarms-in-depth.md#silences-and-clocks-that-are-set).`,
    run: async () => [
      ...(await expectedAfterSilences()),
      ...(await alarmsAfterSilences({ references: 6, hours: 12 })),
    ],
  },
  {
    title: 'Harm: accuracy without labels, photos',
    page: 'harm',
    photos: [],
    text: `A head that tells ten classes by the features (\`npm run head\`; trained on other photos) and windows of 64 photos of a population of 1,200, of which 600 are the reference and 150 are kept for corruptions; 20 references. How often the share of right answers that labels show is within the 95 % band of its estimate: of the other photos as they come, with classes in proportions that are drawn anew for each window (exponential weights), and with two classes alone; where 400 or 100 rows of the reference are labelled right or wrong. Then the mean of the estimate less what labels show, under corruptions, where nothing is promised.`,
    run: () => accuracyOfPhotos(20, 20),
  },
  {
    title: 'Harm: labels',
    page: 'harm',
    text: `Inputs of which some are odder than others, 16 drawn of 64, half at random and half by their oddness; labels come late and in any order, and now and then the monitor alarms where inputs are odd by chance. First a risk that is at the limit all the time: how often labels ever show harm within 10,000 labels, at a level of .05, and how often a test of safety, which begins anew with each alarm, shows safety (counted by test, as each begins anew; of whole lives with several tests, which was counted first, .048 to .058 did); where all inputs are alike, where the odd ones are wrong more often (1 + .9 tanh of a normal oddness times as often), and where they are wrong less often. Then the mean number of labels until a risk that doubles is shown to be above the limit, and until one that stays is shown to be below it.`,
    run: async () => [...falseLabelAlarms(400, 10_000), ...labelDelays(20)],
  },
  {
    title: 'Harm: relevant drift',
    page: 'harm',
    text: `Gaussian rows of width 16 against 300 of a reference: a shift of all coordinates begins after 80 rows, the scan alarms (wanted run time 1,000), and within 200 rows after that the looks at the latest changed rows may find the drift's MMD², which is known, larger or smaller than what was set to matter, wrongly in one of twenty drifts at most.`,
    run: () => relevantDrifts(10, 20),
  },
  {
    title: 'What changed: properties in words',
    page: 'what-changed',
    across: /\d+ photos(, a quarter of them clean)?/,
    text: `Share of 200 windows in which the right property is named first: of windows of disturbed photos, drawn from 120, against 600 clean ones drawn from all others; windows in which the disturbance had not reached a quarter of the photos come last. Numbers behind names are severities. Right are, from above: darker, less contrast, less sharp, noisier, yellower, more dark areas (dirty lens), more plain areas (finger and paper, which are out of focus), brighter, bluer, and paler colours. Pixelation and JPEG artefacts have no property of their own; what is counted is how often they read as sharper. What else is named in a tenth of the windows and more stands on the right. Above, 1,000 windows of clean photos that the reference does not have, in which nothing is to be named. These figures are not held out: definitions and thresholds were chosen on the same photos, windows overlap, and two disturbances were changed after first results: finger and paper had hard edges, which read as sharper each time, and have soft ones now; cold light was a plain gain of channels (.19 to .32).`,
    run: async () => propertiesNamed(measuredPhotos(), 200),
  },
  {
    title: 'What changed: on other photos',
    page: 'what-changed',
    across: /\d+ photos(, a quarter of them clean)?/,
    text: `The same on 1,200 photos of CIFAR-10's training set, of which none was looked at before these figures were made, once, with all definitions, thresholds and disturbances as they were, and the criterion fixed before: the right property is named first. They are photos of the same kind, enlarged as much: what they do not show is how it is with cameras of another kind.`,
    run: async () => propertiesNamed(measuredPhotos(trainingPhotos()), 200),
  },
  {
    title: 'The fleet: has anything changed?',
    page: 'fleet',
    takesLong: true,
    text: `How often a test at 5 % finds a change. A reference of 600 gaussian rows of width 16, 64 landmarks; each device has a mean of its own, N(0, .25) in each coordinate, and rows that are correlated by .9 with the one before, 120 of them in a period, or 30. What changed at a device is its mean in a period minus its mean in a period before. Noise is that of privacy (δ 10⁻⁶), on both. A shift is of all coordinates, in standard deviations of a row of one device.`,
    run: () => changesOfFleets(500),
  },
  {
    title: 'The fleet: releases and groups',
    page: 'fleet',
    takesLong: true,
    text: `The same devices in one period, by release, without a period before: how often two releases are found to differ at 5 %. Then groups of devices, each against its own period before: which share of those found had not changed (bound: chance may bring a little more than the .05 that are to be expected at most), and how many of those that had are found.`,
    run: async () => [...(await releasesOfFleets(500)), ...(await groupsOfFleets(60))],
  },
  {
    title: 'The fleet: which devices?',
    page: 'fleet',
    takesLong: true,
    text: `14 blocks of three hours, 20 rows an hour, each against three hours of its own before: which share of the devices found at .1 had not changed, and how many of those that had are found. Then the same where all devices are moved by .3 besides: each on its own, of which those that were not shifted have changed as well, and apart from the fleet.`,
    run: () => devicesOfFleets(30),
  },
  {
    title: 'The fleet: devices needed with privacy',
    page: 'fleet',
    across: /ε \d|no noise/,
    takesLong: true,
    text: `Devices needed to find a shift of all of them in one period, with a chance of .8 at 5 %, where each sends its mean with noise (δ 10⁻⁶), against the mean of four periods with noise of their own; 120 rows a period. The numbers of devices are computed from the closed form of the variance of U, into which devices' own scatter goes as measured on 2,000 of them; that so many find it is simulated, with the sums of a bucket drawn at once: of noise that is exact.`,
    run: () => devicesNeeded(200),
  },
  {
    title: 'The fleet: false alarms',
    page: 'fleet',
    across: /by flips alone|[\d,]+ calm periods/,
    takesLong: true,
    text: `Alarms of fleets in which nothing is wrong, in units of the one in 500 periods that is wanted: 100 devices that scatter by 1 in 16 coordinates, and changes that all of them share, anew in each period, with the standard deviation given. By flips alone, and where U must be rare among calm periods as well. The bounds are for the latter.`,
    run: async () => alarmsOfFleets(6, 3_000),
  },
];
