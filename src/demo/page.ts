import type { DriftPlaces } from 'tfjs-drift/places';
import { AddressPanel } from './panels/addressPanel.js';
import { DisturbancePanel } from './panels/disturbancePanel.js';
import { EvidencePanel } from './panels/evidencePanel.js';
import { FindingsPanel } from './panels/findingsPanel.js';
import { GalleryPanel } from './panels/galleryPanel.js';
import { HoodPanel } from './panels/hoodPanel.js';
import { LogPanel } from './panels/logPanel.js';
import { MapPanel } from './panels/mapPanel.js';
import { MetricsPanel } from './panels/metricsPanel.js';
import { PhotoPanel } from './panels/photoPanel.js';
import { PlaybackPanel } from './panels/playbackPanel.js';
import { PredictionsPanel } from './panels/predictionsPanel.js';
import { SourcePanel } from './panels/sourcePanel.js';
import { StatePanel } from './panels/statePanel.js';
import { StoryPanel } from './panels/storyPanel.js';
import { TourPanel } from './panels/tourPanel.js';
import type { PhotosName } from './photos/shippedPhotos.js';
import type { ReferenceInUse } from './reference/referenceInUse.js';
import type { BackendName, ComputeName, MonitorSettings, Settings } from './settings/settings.js';
import { CodeSheet } from './sheets/codeSheet.js';
import { FilesSheet } from './sheets/filesSheet.js';
import { ReferenceSheet } from './sheets/referenceSheet.js';
import { SettingsSheet } from './sheets/settingsSheet.js';
import { Sheet } from './sheets/sheet.js';
import words from './sheets/words.html?raw';
import type { Source } from './sources/source.js';
import type { Disturbance } from './stream/disturbance.js';

/** What a person can do on the page, and what its panels ask for. */
interface PageActions {
  readonly toggle: () => void;
  readonly step: () => void;
  readonly setSpeed: (picturesPerSecond: number) => void;
  readonly disturb: (disturbance: Disturbance) => void;
  readonly choose: (kind: 'photos' | 'camera' | 'screen') => void;
  readonly choosePhotos: (name: PhotosName) => void;
  readonly openVideo: (file: File) => void;
  readonly openFiles: (files: readonly File[]) => void;
  readonly record: (seconds: number) => void;
  readonly recordNormal: () => void;
  readonly restart: () => void;
  readonly acknowledge: () => void;
  readonly findPlaces: (count: number) => Promise<readonly DriftPlaces[]>;
  readonly useReference: (reference: ReferenceInUse) => Promise<void>;
  readonly useShipped: () => Promise<void>;
  readonly applySettings: (settings: MonitorSettings) => Promise<void>;
  readonly useBackend: (name: BackendName | undefined) => void;
  readonly useCompute: (name: ComputeName) => Promise<void>;
  readonly startTour: () => void;
  readonly pressTour: () => void;
  readonly stopTour: () => void;
  readonly inUse: () => ReferenceInUse | undefined;
  readonly source: () => Source | undefined;
  readonly code: (isFleet: boolean) => string;
}

/** All panels of the page. */
export type Page = ReturnType<typeof createPage>;

/** Brings the markup of index.html to life. @param settings Those of the start. */
export function createPage(settings: () => Settings, actions: PageActions) {
  const map = new MapPanel();
  const log = new LogPanel();
  const page = {
    address: new AddressPanel(),
    state: new StatePanel(),
    story: new StoryPanel(),
    findings: new FindingsPanel({
      onRestart: actions.restart,
      onAcknowledge: actions.acknowledge,
      onRecord: actions.recordNormal,
    }),
    metrics: new MetricsPanel(),
    sources: new SourcePanel({
      onChoose: actions.choose,
      onPhotos: actions.choosePhotos,
      onVideo: actions.openVideo,
      onDrop: actions.openFiles,
    }),
    photo: new PhotoPanel(),
    predictions: new PredictionsPanel(),
    playback: new PlaybackPanel(settings().speed, {
      onToggle: actions.toggle,
      onStep: actions.step,
      onSpeed: actions.setSpeed,
    }),
    disturbance: new DisturbancePanel(settings(), actions.disturb),
    evidence: new EvidencePanel(),
    map,
    gallery: new GalleryPanel((input) => map.pin(input), actions.findPlaces),
    log,
    hood: new HoodPanel(settings(), {
      onBackend: actions.useBackend,
      onCompute: actions.useCompute,
    }),
    tour: new TourPanel({
      onStart: actions.startTour,
      onPress: actions.pressTour,
      onStop: actions.stopTour,
    }),
    files: new FilesSheet(actions.openFiles),
    reference: new ReferenceSheet({
      inUse: actions.inUse,
      source: actions.source,
      record: actions.record,
      use: actions.useReference,
      useShipped: actions.useShipped,
      log: (text) => log.add(text),
    }),
    settings: new SettingsSheet(settings, actions.applySettings),
    code: new CodeSheet(actions.code),
    words: new Sheet('words-sheet', words),
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    page.evidence.restyle();
    page.map.restyle();
  });
  return page;
}
