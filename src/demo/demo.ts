import { embedCode } from './code/embedCode.js';
import type { Parts } from './load/loadParts.js';
import type { LoadedPhotos } from './load/photoShelf.js';
import type { Page } from './page.js';
import * as headlines from './panels/headlines.js';
import type { PhotosName } from './photos/shippedPhotos.js';
import { recordReference } from './reference/recordReference.js';
import { provenanceFor, type ReferenceInUse } from './reference/referenceInUse.js';
import { defaultMonitorSettings, defaultSettings, type Settings } from './settings/settings.js';
import type { SettingsInHash } from './settings/settingsInHash.js';
import { ImageFiles, type SkippedFile, sortFiles } from './sources/files.js';
import { openCamera } from './sources/openCamera.js';
import { openScreen } from './sources/openScreen.js';
import type { Source } from './sources/source.js';
import { openVideoFile } from './sources/video.js';
import type { Disturbance } from './stream/disturbance.js';
import { pauseWhenHidden } from './stream/pauseWhenHidden.js';
import { Player } from './stream/player.js';
import { Tour } from './tour/tour.js';
import { Watcher } from './watch/watcher.js';

/** Of a source without an end, where nobody chose how long. */
const RECORD_SECONDS = 30;

/** A source that could be had. */
interface Opened {
  readonly source: Source;
  /** Called when it takes the place of the one before, and not where another was chosen meanwhile. */
  readonly adopt?: () => void;
}

/** What the page is about: leads pictures of a source to the watcher, and does what people ask for. */
export class Demo {
  readonly tour: Tour;
  readonly watcher: Watcher;
  readonly #parts: Parts;
  readonly #settings: SettingsInHash;
  readonly #page: Page;
  readonly #player: Player;
  #loaded: LoadedPhotos;
  #source: Source;
  /** Counts the changes of source: a permission may come when another one was chosen meanwhile. */
  #sourceTurn = 0;

  constructor(parts: Parts, settings: SettingsInHash, page: Page) {
    const { speed, severity } = settings.current;
    this.#parts = parts;
    this.#settings = settings;
    this.#page = page;
    this.#loaded = parts.loaded;
    this.#source = this.#photos();
    this.watcher = new Watcher(parts.model, page, this.#source, severity > 0, () => {
      this.recordNormal();
    });
    this.#player = new Player(speed, {
      step: () => this.#step(),
      onPlaying: (isPlaying) => page.playback.showPlaying(isPlaying),
      onError: (error) => this.#fail(error),
    });
    this.tour = new Tour({
      show: (view) => page.tour.show(view),
      begin: () => this.#beginTour(),
      blur: () => page.disturbance.choose('gaussianBlur'),
      clean: () => page.disturbance.choose('clean'),
    });
    pauseWhenHidden(this.#player, () => {
      page.log.add('Paused while the page was hidden');
      page.evidence.gap();
    });
  }

  get inUse(): ReferenceInUse | undefined {
    return this.watcher.inUse;
  }

  get source(): Source {
    return this.#source;
  }

  /** The lines that embed what the page shows now. @param isFleet Whether many devices are to have one answer. */
  code(isFleet: boolean): string {
    const { kind: source, sampling } = this.#source;
    const { shipped } = this.#loaded;
    const reference = this.inUse ?? shipped;
    const origin = 'missing' in reference ? undefined : reference.origin;
    return embedCode({ settings: this.#settings.current, source, sampling, origin, isFleet });
  }

  /** Starts with the shipped reference, or offers to record one. */
  async start(): Promise<void> {
    const { shipped, photos } = this.#loaded;
    this.#showSource();
    this.#page.disturbance.showSamples(photos.samples(this.#settings.current.seed));
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
    this.watcher.noteDisturbance(disturbance);
  }

  async choose(kind: 'photos' | 'camera' | 'screen'): Promise<void> {
    if (kind === 'photos') return this.choosePhotos(this.#settings.current.photos);
    const open = kind === 'camera' ? openCamera : openScreen;
    const back = (): void => void this.choose('photos');
    this.#page.state.show(headlines.askingHeadline(kind, back));
    await this.#switchTo(async () => ({ source: await open() }));
  }

  /** Others of the photos that come with the page, with the reference that was made of them. */
  choosePhotos(name: PhotosName): Promise<void> {
    const { seed } = this.#settings.current;
    return this.#switchTo(async () => {
      const loaded = await this.#parts.shelf.load(name);
      return {
        source: loaded.photos.stream(seed),
        adopt: () => {
          this.#loaded = loaded;
          this.#settings.change({ photos: name });
          this.#page.disturbance.showSamples(loaded.photos.samples(seed));
        },
      };
    });
  }

  openVideo(file: File): Promise<void> {
    return this.#switchTo(async () => ({ source: await openVideoFile(file) }));
  }

  /** Files of any kind: images become the source, as a video does; a reference is put to use. */
  async openFiles(files: readonly File[]): Promise<void> {
    const { files: sheet, log, reference } = this.#page;
    const { images, videos, references, skipped } = sortFiles(files);
    const skip = (one: SkippedFile): void => {
      sheet.add(one);
      log.add(`Left out: ${one.name} ${one.why}`, 'trouble');
    };
    sheet.clear();
    for (const one of skipped) skip(one);
    if (references[0] && images.length + videos.length === 0) {
      return this.#try(() => reference.importFile(references[0]!));
    }
    if (videos[0] && images.length === 0) return this.openVideo(videos[0]);
    await this.#switchTo(() => ({
      source: new ImageFiles(images, this.#settings.current.seed, skip),
    }));
  }

  /** Makes a reference of the source; the present one stays if that is cancelled. */
  async record(seconds: number): Promise<void> {
    const wasPlaying = this.#player.isPlaying;
    const { state, story, playback, sources } = this.#page;
    const recording = new AbortController();
    const { signal } = recording;
    playback.enable(false);
    sources.enable(false);
    await this.#player.pause();
    story.clear();
    try {
      const reference = await recordReference(this.#parts.model, this.#source, {
        seconds,
        signal,
        onPicture: (picture, progress) => {
          this.watcher.showPicture(picture, picture.image);
          state.show(headlines.recordingHeadline(progress, () => recording.abort()));
        },
      });
      await this.#use(reference);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      else if (!this.inUse) this.#offerRecording('The recording was cancelled.');
      else this.#resume(wasPlaying);
    } finally {
      sources.enable(true);
    }
  }

  /** What the source shows is normal from now on. */
  recordNormal(): void {
    void this.record(RECORD_SECONDS);
  }

  /** Rejects, and keeps the present one, where it does not fit. */
  useReference(reference: ReferenceInUse): Promise<void> {
    return this.#use(reference);
  }

  async useShipped(): Promise<void> {
    const { shipped } = this.#loaded;
    if ('missing' in shipped) throw new Error(shipped.missing);
    await this.#use(shipped);
  }

  /** Rejects, and keeps the present ones, where they do not go together. */
  async applySettings(changes: Partial<Settings>): Promise<void> {
    const settings = { ...this.#settings.current, ...changes };
    if (settings.seed !== this.#settings.current.seed && this.#source.kind === 'photos') {
      this.#source = this.#photos(settings.seed);
    }
    const reference = this.#wanted;
    if (reference) await this.#use(reference, settings);
    this.#settings.change(settings);
    this.#page.log.add('Settings changed');
  }

  /** The one in use, or that could be: settings may have kept the shipped one from it. */
  get #wanted(): ReferenceInUse | undefined {
    return this.inUse ?? this.#shipped;
  }

  get #shipped(): ReferenceInUse | undefined {
    const { shipped } = this.#loaded;
    return 'missing' in shipped ? undefined : shipped;
  }

  /** The photos' own reference, where the one in use is of something else. */
  #fitting(source: Source): ReferenceInUse | undefined {
    const isForeign = this.inUse && provenanceFor(this.inUse.origin, source) === 'other source';
    return isForeign && source.kind === 'photos' ? this.#shipped : this.#wanted;
  }

  #photos(seed = this.#settings.current.seed): Source {
    return this.#loaded.photos.stream(seed);
  }

  async #beginTour(): Promise<void> {
    this.#page.disturbance.choose('clean');
    await this.#switchTo(
      () => ({ source: this.#photos() }),
      () => this.#shipped,
    );
  }

  /** Another source, and what it is compared with; the present one goes on where it cannot be had. */
  async #switchTo(
    open: () => Opened | Promise<Opened>,
    referenceFor = (source: Source): ReferenceInUse | undefined => this.#fitting(source),
  ): Promise<void> {
    const turn = ++this.#sourceTurn;
    await this.#player.pause();
    this.#page.story.clear();
    await this.#try(async () => {
      const { source, adopt } = await open();
      if (turn !== this.#sourceTurn) {
        source.close();
        return;
      }
      this.#source.close();
      this.#source = source;
      adopt?.();
      this.#page.photo.clear();
      this.#page.predictions.clear(source.head !== undefined);
      if (source.kind !== 'files') this.#page.files.clear();
      this.#page.log.add(`Source: ${source.title}`);
      const reference = referenceFor(source);
      if (reference) await this.#use(reference);
    });
    this.#showSource();
  }

  /** @throws Where reference, settings and source do not go together; then all stays as it is. */
  async #use(reference: ReferenceInUse, settings = this.#settings.current): Promise<void> {
    const wasPlaying = this.#player.isPlaying;
    await this.#player.pause();
    try {
      await this.watcher.use(reference, settings, this.#source);
    } catch (error) {
      this.#resume(wasPlaying);
      throw error;
    }
    this.#showSource();
    this.#resume(true);
  }

  #resume(isPlaying: boolean): void {
    this.#page.playback.enable(this.inUse !== undefined);
    this.watcher.show();
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
    const { compute } = defaultSettings;
    const headline = headlines.errorHeadline(error, {
      backToPhotos: () => void this.choose('photos'),
      useDefaults: () => this.#applyInstead({ ...defaultMonitorSettings, compute }),
      computeElsewhere: () => this.#applyInstead({ compute }),
    });
    story.clear();
    state.show(headline);
    log.add(`${headline.title}: ${headline.reason}`, 'trouble');
  }

  #applyInstead(settings: Partial<Settings>): void {
    void this.#try(() => this.applySettings(settings));
  }

  #offerRecording(why: string): void {
    const record = (): void => void this.record(0);
    this.#page.state.show(headlines.noReferenceHeadline(why, record));
  }

  async #step(): Promise<void> {
    const { monitor } = this.watcher;
    if (!monitor) return;
    if (this.watcher.isAtEnd) await this.watcher.rewind();
    const settings = this.#settings.current;
    const picture = await this.#source.next(settings);
    if (picture) {
      await this.watcher.look(picture, settings);
      this.tour.follow(monitor.status);
    } else {
      void this.#player.pause();
      this.watcher.stopAtEnd();
    }
  }

  #showSource(): void {
    const { kind, noun } = this.#source;
    this.#page.sources.show(kind, this.#loaded.photos.name);
    this.#page.playback.showNoun(noun);
    this.#page.disturbance.allowClassMix(kind === 'photos');
  }
}
