import { embedCode } from './code/embedCode.js';
import type { Parts } from './load/loadParts.js';
import type { Page } from './page.js';
import { AlarmStory } from './panels/alarmStory.js';
import * as headlines from './panels/headlines.js';
import { guessText } from './panels/predictionsPanel.js';
import { recordReference } from './reference/recordReference.js';
import { originText, type ReferenceInUse } from './reference/referenceInUse.js';
import { REFERENCE_SIZE } from './reference/shippedReference.js';
import type { Settings } from './settings/settings.js';
import type { SettingsInHash } from './settings/settingsInHash.js';
import { ImageFiles } from './sources/imageFiles.js';
import { openCamera } from './sources/openCamera.js';
import { openScreen } from './sources/openScreen.js';
import { openVideoFile } from './sources/openVideoFile.js';
import { PhotoStream } from './sources/photoStream.js';
import { sortFiles } from './sources/sortFiles.js';
import { counted, type Picture, type Source } from './sources/source.js';
import { type Disturbance, disturbanceMark } from './stream/disturbance.js';
import { disturbed } from './stream/disturbed.js';
import { Player } from './stream/player.js';
import { Tour } from './tour/tour.js';
import { LiveInputs } from './watch/liveInputs.js';
import { logMonitor } from './watch/logMonitor.js';
import { type Watch, watch } from './watch/watch.js';

/** Leads pictures of a source through the watched model, and tells the page what came of it. */
export class Demo {
  readonly tour: Tour;
  readonly #parts: Parts;
  readonly #settings: SettingsInHash;
  readonly #page: Page;
  readonly #player: Player;
  readonly #story = new AlarmStory();
  readonly #inputs = new LiveInputs();
  #source: Source;
  #inUse: ReferenceInUse | undefined;
  #watch: Watch | undefined;
  #recording: AbortController | undefined;
  /** Counts the changes of source: a permission may come when another one was chosen meanwhile. */
  #sourceTurn = 0;
  /** How many pictures there were, once all of them were seen. */
  #end: number | undefined;
  #shown = 0;
  #isPausedByHiding = false;

  constructor(parts: Parts, settings: SettingsInHash, page: Page) {
    this.#parts = parts;
    this.#settings = settings;
    this.#page = page;
    this.#source = this.#photos();
    this.#player = new Player(settings.current.speed, {
      step: () => this.#step(),
      onPlaying: (isPlaying) => page.playback.showPlaying(isPlaying),
      onError: (error) => this.#fail(error),
    });
    this.#story.disturb(settings.current.severity > 0, 0);
    this.tour = new Tour({
      show: (view) => page.tour.show(view),
      begin: () => void this.#beginTour(),
      blur: () => page.disturbance.choose('gaussianBlur'),
      clean: () => page.disturbance.choose('clean'),
    });
    document.addEventListener('visibilitychange', () => this.#followVisibility());
  }

  get inUse(): ReferenceInUse | undefined {
    return this.#inUse;
  }

  get source(): Source {
    return this.#source;
  }

  /** The lines that embed what the page shows now. */
  get code(): string {
    const { kind: source } = this.#source;
    const origin = this.#inUse?.origin ?? { kind: 'shipped' };
    return embedCode({ settings: this.#settings.current, source, origin });
  }

  /** Starts with the shipped reference, or offers to record one. */
  async start(): Promise<void> {
    const { shipped } = this.#parts;
    this.#page.disturbance.enable(true);
    if ('missing' in shipped) this.#offerRecording(shipped.missing);
    else await this.#try(() => this.#use(shipped));
    this.#page.sources.enable(true);
  }

  toggle(): void {
    if (this.#player.isPlaying) void this.#player.pause();
    else this.#player.play();
  }

  step(): void {
    void this.#player.stepOnce();
  }

  setSpeed(picturesPerSecond: number): void {
    this.#settings.change({ speed: picturesPerSecond });
    this.#player.picturesPerSecond = picturesPerSecond;
  }

  /** Disturbs the pictures from the next one on. */
  disturb(disturbance: Disturbance): void {
    this.#settings.change(disturbance);
    const samples = this.#watch?.monitor.status.samples ?? 0;
    const mark = disturbanceMark(disturbance);
    this.#page.evidence.mark(samples, mark);
    this.#page.log.add(`Disturbance: ${mark}`);
    this.#story.disturb(disturbance.severity > 0, samples);
  }

  async choose(kind: 'photos' | 'camera' | 'screen'): Promise<void> {
    if (kind === 'photos') return this.#switchTo(() => this.#photos());
    this.#page.state.show(headlines.askingHeadline(kind));
    await this.#switchTo(kind === 'camera' ? openCamera : openScreen);
  }

  openVideo(file: File): Promise<void> {
    return this.#switchTo(() => openVideoFile(file));
  }

  /** Files of any kind: images become the source, as a video does; a reference is put to use. */
  async openFiles(files: readonly File[]): Promise<void> {
    const { files: sheet, log, reference } = this.#page;
    const { images, videos, references, skipped } = sortFiles(files);
    const skip = (one: (typeof skipped)[number]): void => {
      sheet.add(one);
      log.add(`Left out: ${one.name} ${one.why}`, 'trouble');
    };
    sheet.clear();
    for (const one of skipped) skip(one);
    if (references[0] && images.length + videos.length === 0) {
      return this.#try(() => reference.importFile(references[0]!));
    }
    if (videos[0] && images.length === 0) return this.openVideo(videos[0]);
    await this.#switchTo(() => new ImageFiles(images, this.#settings.current.seed, skip));
  }

  /** Makes a reference of the source; the present one stays if that is cancelled. */
  async record(seconds: number): Promise<void> {
    const wasPlaying = this.#player.isPlaying;
    const { state, story, playback, sources } = this.#page;
    this.#recording = new AbortController();
    const { signal } = this.#recording;
    playback.enable(false);
    sources.enable(false);
    await this.#player.pause();
    story.clear();
    try {
      const inUse = await recordReference(this.#parts.model, this.#source, {
        seconds,
        signal,
        onPicture: (picture, progress) => {
          this.#showPicture(picture, picture.image);
          state.show(headlines.recordingHeadline(progress, () => this.#recording?.abort()));
        },
      });
      await this.#use(inUse);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      else if (!this.#watch) this.#offerRecording('The recording was cancelled.');
      else this.#resume(wasPlaying);
    } finally {
      sources.enable(true);
    }
  }

  /** Rejects, and keeps the present one, where it does not fit. */
  useReference(reference: ReferenceInUse): Promise<void> {
    return this.#use(reference);
  }

  async useShipped(): Promise<void> {
    const { shipped } = this.#parts;
    if ('missing' in shipped) throw new Error(shipped.missing);
    await this.useReference(shipped);
  }

  /** Rejects, and keeps the present ones, where they do not go together. */
  async applySettings(changes: Partial<Settings>): Promise<void> {
    const settings = { ...this.#settings.current, ...changes };
    if (this.#inUse) await this.#use(this.#inUse, settings);
    if (settings.seed !== this.#settings.current.seed && this.#source.kind === 'photos') {
      this.#source = this.#photos(settings.seed);
    }
    this.#settings.change(settings);
    this.#page.log.add('Settings changed');
  }

  #photos(seed = this.#settings.current.seed): Source {
    return new PhotoStream(this.#parts.photos, REFERENCE_SIZE, seed);
  }

  async #beginTour(): Promise<void> {
    this.#page.disturbance.choose('clean');
    const { shipped } = this.#parts;
    const photos = (): Source => this.#photos();
    await this.#switchTo(photos, 'missing' in shipped ? undefined : shipped);
  }

  /** Another source, and what it is compared with; the present one goes on where it cannot be had. */
  async #switchTo(
    open: () => Source | Promise<Source>,
    reference: ReferenceInUse | undefined = this.#inUse,
  ): Promise<void> {
    const turn = ++this.#sourceTurn;
    await this.#player.pause();
    this.#page.story.clear();
    await this.#try(async () => {
      const source = await open();
      if (turn !== this.#sourceTurn) {
        source.close();
        return;
      }
      this.#source.close();
      this.#source = source;
      this.#end = undefined;
      this.#page.log.add(`Source: ${source.title}`);
      if (reference) await this.#use(reference);
    });
    this.#showSource();
  }

  /** @throws Where reference, settings and source do not go together; then all stays as it is. */
  async #use(reference: ReferenceInUse, settings = this.#settings.current): Promise<void> {
    const { model } = this.#parts;
    const { state, evidence, map, hood, log } = this.#page;
    const wasPlaying = this.#player.isPlaying;
    await this.#player.pause();
    state.show(headlines.calibratingHeadline());
    const { sampling, noun } = this.#source;
    const next = await watch(model, reference.reference, settings, sampling).catch((error) => {
      this.#resume(wasPlaying);
      throw error;
    });
    await this.#watch?.monitor.dispose();
    this.#watch = next;
    evidence.clear();
    this.#story.restart(noun);
    this.#inputs.clear();
    if (reference !== this.#inUse) {
      this.#inUse = reference;
      map.use(reference);
      hood.showReference(reference);
      log.add(`Reference: ${originText(reference.origin)}`);
    }
    next.monitor.on('verdict', (verdict) => evidence.add(verdict));
    logMonitor(next.monitor, log, noun);
    this.#showSource();
    this.#resume(true);
  }

  #resume(isPlaying: boolean): void {
    this.#page.playback.enable(this.#watch !== undefined);
    this.#showStatus();
    if (isPlaying) this.#player.play();
  }

  async #try(action: () => Promise<unknown>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const { state, story, log } = this.#page;
    const headline = headlines.errorHeadline(error, () => void this.choose('photos'));
    story.clear();
    state.show(headline);
    log.add(`${headline.title}: ${headline.reason}`, 'trouble');
  }

  #offerRecording(why: string): void {
    const record = (): void => void this.record(0);
    this.#page.state.show(headlines.noReferenceHeadline(why, record));
  }

  async #step(): Promise<void> {
    const { predictions, hood, evidence } = this.#page;
    if (!this.#watch) return;
    const { monitor, model } = this.#watch;
    if (this.#end !== undefined) {
      this.#end = undefined;
      this.#source.rewind();
      await monitor.reset();
      evidence.gap();
    }
    const { seed, ...disturbance } = this.#settings.current;
    const picture = await this.#source.next(disturbance);
    if (!picture) return this.#stopAtEnd();
    const seen = disturbed(picture.image, disturbance, Math.imul(seed + 1, picture.number));
    this.#showPicture(picture, seen);
    const start = performance.now();
    const top = await model.classify(seen, predictions.count);
    const inferenceMs = performance.now() - start;
    predictions.show(top);
    await monitor.idle();
    this.#inputs.remember(monitor.status.samples, guessText(top[0]));
    hood.show(monitor.status, inferenceMs);
    this.#showStatus();
    this.tour.follow(monitor.status);
  }

  /** All pictures were seen. */
  #stopAtEnd(): void {
    this.#end = this.#shown;
    void this.#player.pause();
    this.#page.log.add(`All ${counted(this.#shown, this.#source.noun)} were seen`);
    this.#showStatus();
  }

  #showPicture(picture: Picture, seen: ImageData): void {
    this.#shown = picture.number;
    this.#page.photo.show({ ...picture, seen, source: this.#source.title });
  }

  #showSource(): void {
    const { kind, noun } = this.#source;
    this.#page.sources.show(kind);
    this.#page.playback.showNoun(noun);
    this.#page.disturbance.allowClassMix(kind === 'photos');
  }

  #showStatus(): void {
    if (!this.#watch) return;
    const { monitor } = this.#watch;
    const { status } = monitor;
    const { noun } = this.#source;
    const { state, story, metrics, evidence, map, gallery } = this.#page;
    const inputs = this.#inputs.of(monitor);
    state.show(headlines.statusHeadline(status, noun));
    story.show(this.#story.tell(status, this.#end));
    metrics.show(status);
    evidence.show(status, monitor.nullDistribution(), noun);
    map.show(monitor.window.rows(), inputs);
    gallery.show(inputs);
  }

  #followVisibility(): void {
    const { log, evidence } = this.#page;
    if (document.hidden && this.#player.isPlaying) {
      this.#isPausedByHiding = true;
      void this.#player.pause();
      evidence.gap();
      log.add('Paused while the page was hidden');
    } else if (!document.hidden && this.#isPausedByHiding) {
      this.#isPausedByHiding = false;
      this.#player.play();
    }
  }
}
