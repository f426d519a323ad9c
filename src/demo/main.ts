import { Demo } from './demo.js';
import { DeviceLostError, loadParts } from './load/loadParts.js';
import { createPage } from './page.js';
import { errorHeadline, loadingHeadline } from './panels/headlines.js';
import { unreadSettings } from './settings/settings.js';
import { SettingsInHash } from './settings/settingsInHash.js';
import { whyNoDevice } from './watch/testDevice.js';

let demo: Demo | undefined;
const settings = new SettingsInHash();
const page = createPage(() => settings.current, {
  toggle: () => demo?.toggle(),
  step: () => demo?.step(),
  setSpeed: (picturesPerSecond) => demo?.setSpeed(picturesPerSecond),
  disturb: (disturbance) => demo?.disturb(disturbance),
  choose: (kind) => demo?.choose(kind),
  choosePhotos: (name) => demo?.choosePhotos(name),
  openVideo: (file) => demo?.openVideo(file),
  openFiles: (files) => demo?.openFiles(files),
  record: (seconds) => demo?.record(seconds),
  recordNormal: () => demo?.recordNormal(),
  restart: () => demo?.watcher.restart(),
  acknowledge: () => demo?.watcher.acknowledge(),
  findPlaces: async (count) => (await demo?.watcher.places(count)) ?? [],
  useReference: async (reference) => demo?.useReference(reference),
  useShipped: async () => demo?.useShipped(),
  applySettings: async (changes) => demo?.applySettings(changes),
  useBackend: (backend) => settings.changeAndReload({ backend }),
  useCompute: async (compute) =>
    demo ? demo.applySettings({ compute }) : settings.change({ compute }),
  startTour: () => demo?.tour.start(),
  pressTour: () => demo?.tour.press(),
  stopTour: () => demo?.tour.stop(),
  inUse: () => demo?.inUse,
  source: () => demo?.source,
  code: (isFleet) => demo?.code(isFleet) ?? '',
});

// The address then says what is in force.
page.address.show(unreadSettings(location.hash), () => settings.change({}));

try {
  const parts = await loadParts(
    settings.current,
    (stage, share) => page.state.show(loadingHeadline(stage, share)),
    (message) => page.state.show(errorHeadline(new DeviceLostError(message))),
  );
  page.hood.showBackend();
  void whyNoDevice().then((why) => page.hood.offerGpu(why));
  demo = new Demo(parts, settings, page);
  await demo.start();
} catch (error) {
  page.state.show(errorHeadline(error));
}
