import { Reference, ReferenceMismatchError } from 'tfjs-drift';
import type { Parts } from './load/loadParts.js';
import type { Page } from './page.js';
import { AlarmStory } from './panels/alarmStory.js';
import * as headlines from './panels/headlines.js';
import type { SettingsInHash } from './settings/settingsInHash.js';
import { type Disturbance, disturbanceMark } from './stream/disturbance.js';
import { PhotoStream } from './stream/photoStream.js';
import { Player } from './stream/player.js';
import { REFERENCE_SIZE, referencePhotos } from './watch/referencePhotos.js';
import { type Watch, watch } from './watch/watch.js';

/** Leads photos through the watched model, and tells the page what came of it. */
export class Demo {
  readonly #parts: Parts;
  readonly #settings: SettingsInHash;
  readonly #page: Page;
  readonly #stream: PhotoStream;
  readonly #player: Player;
  readonly #story = new AlarmStory();
  #watch: Watch | undefined;
  #fitting: AbortController | undefined;

  constructor(parts: Parts, settings: SettingsInHash, page: Page) {
    const { seed, speed, severity } = settings.current;
    this.#parts = parts;
    this.#settings = settings;
    this.#page = page;
    this.#stream = new PhotoStream(parts.photos, REFERENCE_SIZE, seed);
    this.#player = new Player(speed, {
      step: () => this.#step(),
      onPlaying: (isPlaying) => page.playback.showPlaying(isPlaying),
      onError: (error) => page.state.show(headlines.errorHeadline(error)),
    });
    this.#story.disturb(severity > 0, 0);
  }

  /** Starts with the shipped reference, or offers to fit one. */
  async start(): Promise<void> {
    const { reference } = this.#parts;
    this.#page.reference.enable(true);
    this.#page.disturbance.enable(true);
    if ('missing' in reference) return this.#offerFit(reference.missing);
    await this.#use(reference.reference);
    this.#player.play();
  }

  toggle(): void {
    if (this.#player.isPlaying) void this.#player.pause();
    else this.#player.play();
  }

  step(): void {
    void this.#player.stepOnce();
  }

  setSpeed(photosPerSecond: number): void {
    this.#settings.change({ speed: photosPerSecond });
    this.#player.photosPerSecond = photosPerSecond;
  }

  /** Disturbs the photos from the next one on. */
  disturb(disturbance: Disturbance): void {
    this.#settings.change(disturbance);
    const samples = this.#watch?.monitor.status.samples ?? 0;
    this.#page.history.mark(samples, disturbanceMark(disturbance));
    this.#story.disturb(disturbance.severity > 0, samples);
  }

  /** Fits a reference in place of the present one, which stays if that is cancelled. */
  async fit(): Promise<void> {
    const wasPlaying = this.#player.isPlaying;
    const { state, story, reference, playback } = this.#page;
    this.#fitting = new AbortController();
    const { signal } = this.#fitting;
    const onProgress = (progress: { done: number; total: number | undefined }): void => {
      reference.showProgress(progress);
      state.show(headlines.fittingHeadline(progress));
    };
    playback.enable(false);
    await this.#player.pause();
    story.show({ note: '', alarm: '' });
    onProgress({ done: 0, total: REFERENCE_SIZE });
    try {
      const photos = referencePhotos(this.#parts.photos);
      await this.#use(await Reference.fit(this.#parts.model, photos, { onProgress, signal }));
      this.#player.play();
    } catch (error) {
      if (!signal.aborted) state.show(headlines.errorHeadline(error));
      else if (!this.#watch) this.#offerFit('The fit was cancelled.');
      else this.#resume(wasPlaying);
    } finally {
      reference.showProgress(undefined);
    }
  }

  cancelFit(): void {
    this.#fitting?.abort();
  }

  async #use(reference: Reference): Promise<void> {
    await this.#watch?.monitor.dispose();
    const { window: windowSize, seed } = this.#settings.current;
    this.#watch = watch(this.#parts.model, reference, { windowSize, seed });
    const { monitor } = this.#watch;
    const { history, map } = this.#page;
    history.clear();
    map.use(reference);
    this.#story.restart();
    this.#page.reference.show(reference);
    monitor.on('verdict', (verdict) => history.add(verdict));
    monitor.on('error', (error) => {
      if (error instanceof ReferenceMismatchError) void this.#player.pause();
      else console.warn(error);
    });
    this.#resume(false);
  }

  #resume(isPlaying: boolean): void {
    this.#page.playback.enable(true);
    this.#showStatus();
    if (isPlaying) this.#player.play();
  }

  #offerFit(why: string): void {
    this.#page.state.show(headlines.noReferenceHeadline(why, () => this.fit()));
  }

  async #step(): Promise<void> {
    const { photo, predictions, hood } = this.#page;
    if (!this.#watch) return;
    const { monitor, model } = this.#watch;
    const frame = this.#stream.next(this.#settings.current);
    photo.show(frame);
    const start = performance.now();
    const top = await model.classify(frame.image, predictions.count);
    const inferenceMs = performance.now() - start;
    predictions.show(top);
    await monitor.idle();
    hood.show(monitor.status, inferenceMs);
    this.#showStatus();
  }

  #showStatus(): void {
    if (!this.#watch) return;
    const { monitor } = this.#watch;
    const { status } = monitor;
    const { state, story, metrics, history, map, gallery, chance } = this.#page;
    state.show(headlines.statusHeadline(status, () => this.fit()));
    story.show(this.#story.tell(status));
    metrics.show(status);
    history.wait(status);
    map.show(monitor.window.rows());
    gallery.show(monitor.mostDrifted(gallery.count));
    chance.show(monitor.nullDistribution());
  }
}
