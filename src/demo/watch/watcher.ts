import type { MobileNet } from '@tensorflow-models/mobilenet';
import { DriftMonitor, type Reference, type Sampling } from 'tfjs-drift';
import type { DriftPlaces } from 'tfjs-drift/places';
import type { Page } from '../page.js';
import * as headlines from '../panels/headlines.js';
import { AlarmStory } from '../panels/storyPanel.js';
import { originText, provenanceFor, type ReferenceInUse } from '../reference/referenceInUse.js';
import { policies, type Settings } from '../settings/settings.js';
import { allSeen, counted, type Picture, type Source } from '../sources/source.js';
import { type Disturbance, disturbanceMark, disturbed } from '../stream/disturbance.js';
import { LiveInputs } from './liveInputs.js';
import { logMonitor } from './logMonitor.js';
import { Meaning } from './meaning.js';
import { Places } from './places.js';
import { guessText, RightGuesses } from './rightGuesses.js';
import { testDevice } from './testDevice.js';

/** Gives pictures to the watched model, and shows on the page what model and monitor make of them. */
export class Watcher {
  readonly #model: MobileNet;
  readonly #page: Page;
  readonly #story = new AlarmStory();
  readonly #inputs = new LiveInputs();
  readonly #right = new RightGuesses();
  readonly #places: Places;
  readonly #record: () => void;
  #watch: Watch | undefined;
  #inUse: ReferenceInUse | undefined;
  #source: Source;
  /** Number of the picture shown last. */
  #shown = 0;
  /** Inputs up to this one were of the drift, or came soon after it. */
  #recoveredAt = 0;
  #isAtEnd = false;

  /** @param record Makes a reference of the source. */
  constructor(
    model: MobileNet,
    page: Page,
    source: Source,
    isDisturbed: boolean,
    record: () => void,
  ) {
    this.#record = record;
    this.#model = model;
    this.#places = new Places(model);
    this.#page = page;
    this.#source = source;
    this.#story.disturb(isDisturbed, 0);
  }

  get inUse(): ReferenceInUse | undefined {
    return this.#inUse;
  }

  get monitor(): DriftMonitor | undefined {
    return this.#watch?.monitor;
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /**
   * Begins anew, with a reference, settings and a source.
   *
   * @throws InvalidOptionError where they do not go together, NoGpuError where the test is to be on
   *   WebGPU and there is none; then all stays as it is.
   */
  async use(reference: ReferenceInUse, settings: Settings, source: Source): Promise<void> {
    const { state, story, findings, evidence, map, hood, log } = this.#page;
    story.clear();
    findings.clear();
    state.show(headlines.calibratingHeadline());
    // From the start: a GPU may fail while the monitor gets ready.
    const provenance = provenanceFor(reference.origin, source);
    const about = { noun: source.noun, isForeign: provenance === 'other source' };
    const follow = (monitor: DriftMonitor): void =>
      logMonitor(monitor, about, (text, tone) => log.add(text, tone));
    const next = await watch(this.#model, reference.reference, settings, source.sampling, follow);
    await this.#watch?.monitor.dispose();
    this.#watch = next;
    this.#source = source;
    this.#isAtEnd = false;
    this.#recoveredAt = 0;
    this.#inputs.clear();
    this.#right.clear();
    this.#page.predictions.clear(source.head !== undefined);
    this.#story.restart(source.noun, provenance);
    evidence.clear();
    if (reference !== this.#inUse) {
      this.#inUse = reference;
      map.use(reference);
      hood.showReference(reference);
      log.add(`Reference: ${originText(reference.origin)}`);
    }
    next.monitor.on('verdict', (verdict) => evidence.add(verdict));
    // What is mended is no longer held against the model.
    next.monitor.on('recovered', ({ samples }) => {
      next.meaning.explain.restartLabels();
      this.#recoveredAt = samples;
    });
    // No picture comes with it.
    next.monitor.on('state', ({ to }) => {
      if (to === 'stale') this.show();
    });
    hood.restart(settings);
  }

  /** The pictures are disturbed from the next one on. */
  noteDisturbance(disturbance: Disturbance): void {
    const samples = this.monitor?.status.samples ?? 0;
    const mark = disturbanceMark(disturbance);
    this.#page.evidence.mark(samples, mark);
    this.#page.log.add(`Disturbance: ${disturbance.severity > 0 ? mark : 'off'}`);
    this.#story.disturb(disturbance.severity > 0, samples);
  }

  /** Resolves when the picture was classified, and tested where a test was due. */
  async look(picture: Picture, { seed, ...disturbance }: Settings): Promise<void> {
    if (!this.#watch) return;
    const { monitor, model, meaning } = this.#watch;
    const { predictions, hood } = this.#page;
    const before = monitor.status.samples;
    const seen = disturbed(picture.image, disturbance, Math.imul(seed + 1, picture.number));
    const start = performance.now();
    const classes = await model.classify(seen, predictions.count);
    const inferenceMs = performance.now() - start;
    await monitor.idle();
    const { samples } = monitor.status;
    const { head } = this.#source;
    // The features of this very pass, unless the monitor would not have them.
    const row = samples > before ? monitor.window.rows().at(-1) : undefined;
    const top = head ? ((row && head.tell(row)) ?? []) : classes;
    const judgement = this.#right.judge(top[0], picture.right);
    // Picture, guesses and verdict in one frame: none stands beside another's.
    this.showPicture(picture, seen);
    predictions.show(top, judgement);
    const isRight = judgement?.isRight;
    this.#inputs.remember(samples, { guess: guessText(top[0]), isRight, seen });
    if (judgement) meaning.label(samples, this.#inputs);
    hood.show(monitor.status, inferenceMs);
    this.show();
  }

  /** All pictures were seen. */
  stopAtEnd(): void {
    this.#isAtEnd = true;
    this.#page.log.add(allSeen(this.#shown, this.#source.noun));
    this.show();
  }

  /** With nothing in the window, as after a cause was removed. */
  async restart(): Promise<void> {
    await this.monitor?.reset();
    this.#watch?.meaning.explain.restartLabels();
    this.#page.evidence.gap();
    this.#page.log.add('Started anew, with an empty window');
    this.show();
  }

  /** No second alarm comes of what is known. */
  acknowledge(): void {
    this.monitor?.acknowledge('known on this page');
    this.#page.log.add('Acknowledged: no second alarm for it');
    this.show();
  }

  /** Where in the most drifted inputs it is that makes them unlike the reference. */
  async places(count: number): Promise<readonly DriftPlaces[]> {
    if (!this.monitor || !this.#inUse) return [];
    return this.#places.find(this.monitor, this.#inUse, this.#inputs, count);
  }

  /** From the first picture on once more, with nothing in the window. */
  async rewind(): Promise<void> {
    this.#isAtEnd = false;
    this.#source.rewind();
    await this.monitor?.reset();
    this.#page.evidence.gap();
  }

  /** @param seen As the model sees it. */
  showPicture(picture: Picture, seen: ImageData): void {
    this.#shown = picture.number;
    this.#page.photo.show({ ...picture, seen });
  }

  /** Where the monitor stands. */
  show(): void {
    const { monitor } = this;
    if (!monitor) return;
    const { status } = monitor;
    const { noun } = this.#source;
    const { state, story, findings, metrics, evidence, map, gallery } = this.#page;
    const inputs = this.#inputs.of(monitor);
    const told = this.#story.tell(status, this.#isAtEnd ? this.#shown : undefined);
    state.show(headlines.statusHeadline(status, told.doubt && this.#foreign(told.doubt)));
    story.show(told);
    findings.show(status, told.doubt === 'certain');
    const isAfterDrift = status.state === 'ok' && (inputs[0]?.sample ?? 0) < this.#recoveredAt;
    metrics.show(status, isAfterDrift);
    evidence.show(status, monitor.nullDistribution(), noun);
    const { scan } = status.lastVerdict ?? {};
    const differs = status.state === 'drift' || status.state === 'warning';
    map.show(monitor.window.rows(), inputs, differs ? scan?.began.samplesAgo : undefined);
    gallery.show(inputs, isAfterDrift ? 'after drift' : status.state === 'ok' ? 'calm' : 'drift');
  }

  #foreign(doubt: 'certain' | 'possible'): headlines.Foreign | undefined {
    if (!this.#inUse) return undefined;
    const { size, noun } = this.#source;
    const label =
      size === undefined ? 'Record what is normal here' : `Record ${counted(size, noun)}`;
    const { origin } = this.#inUse;
    return {
      of: 'from' in origin ? origin.from.title : origin.name,
      isCertain: doubt === 'certain',
      record: { label, run: this.#record },
    };
  }
}

/** Edge of the small pictures that the monitor keeps, in pixels; twice what is shown. */
const THUMBNAIL_SIZE = 128;

/** A watched model and its monitor. */
interface Watch {
  readonly monitor: DriftMonitor;
  /** Answers as the bare model does. */
  readonly model: MobileNet;
  readonly meaning: Meaning;
}

/**
 * Puts a monitor around the model, once it is ready to test.
 *
 * @param follow Called with the monitor before it gets ready.
 * @throws InvalidOptionError for settings that do not go together, NoGpuError for a GPU that is not there.
 */
async function watch(
  model: MobileNet,
  reference: Reference,
  settings: Settings,
  sampling: Sampling,
  follow: (monitor: DriftMonitor) => void,
): Promise<Watch> {
  const { window: windowSize, kernel, bandwidth, permutations, seed } = settings;
  const { policy, alarms, compute } = settings;
  const meaning = new Meaning();
  const monitor = new DriftMonitor({
    reference,
    windowSize,
    kernel,
    bandwidth,
    permutations,
    seed,
    sampling,
    compute,
    device: compute === 'webgpu' ? await testDevice() : undefined,
    policy: policies[policy].make(),
    falseAlarms: { perSamples: alarms },
    keepThumbnails: THUMBNAIL_SIZE,
    explain: meaning.explain,
  });
  follow(monitor);
  try {
    await monitor.ready();
  } catch (error) {
    await monitor.dispose();
    throw error;
  }
  return { monitor, model: monitor.wrap(model), meaning };
}
