import { ChancePanel } from './panels/chancePanel.js';
import { DisturbancePanel } from './panels/disturbancePanel.js';
import { GalleryPanel } from './panels/galleryPanel.js';
import { HistoryPanel } from './panels/historyPanel.js';
import { HoodPanel } from './panels/hoodPanel.js';
import { MapPanel } from './panels/mapPanel.js';
import { MetricsPanel } from './panels/metricsPanel.js';
import { PhotoPanel } from './panels/photoPanel.js';
import { PlaybackPanel } from './panels/playbackPanel.js';
import { PredictionsPanel } from './panels/predictionsPanel.js';
import { ReferencePanel } from './panels/referencePanel.js';
import { StatePanel } from './panels/statePanel.js';
import { StoryPanel } from './panels/storyPanel.js';
import type { BackendName, Settings } from './settings/settings.js';
import type { Disturbance } from './stream/disturbance.js';

/** What a person can do on the page. */
export interface PageActions {
  readonly toggle: () => void;
  readonly step: () => void;
  readonly setSpeed: (photosPerSecond: number) => void;
  readonly disturb: (disturbance: Disturbance) => void;
  readonly fit: () => void;
  readonly cancelFit: () => void;
  readonly useBackend: (name: BackendName | undefined) => void;
}

/** All panels of the page. */
export type Page = ReturnType<typeof createPage>;

/** Brings the markup of index.html to life. */
export function createPage(settings: Settings, actions: PageActions) {
  const page = {
    state: new StatePanel(),
    story: new StoryPanel(),
    metrics: new MetricsPanel(),
    photo: new PhotoPanel(),
    predictions: new PredictionsPanel(),
    playback: new PlaybackPanel(settings.speed, {
      onToggle: actions.toggle,
      onStep: actions.step,
      onSpeed: actions.setSpeed,
    }),
    disturbance: new DisturbancePanel(settings, actions.disturb),
    history: new HistoryPanel(),
    map: new MapPanel(),
    gallery: new GalleryPanel(),
    chance: new ChancePanel(),
    hood: new HoodPanel(settings.backend, actions.useBackend),
    reference: new ReferencePanel({ onFit: actions.fit, onCancel: actions.cancelFit }),
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    page.history.restyle();
    page.map.restyle();
    page.chance.restyle();
  });
  return page;
}
