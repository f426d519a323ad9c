import { Demo } from './demo.js';
import { loadParts } from './load/loadParts.js';
import { DeviceLostError } from './load/namedErrors.js';
import { createPage } from './page.js';
import { errorHeadline, loadingHeadline } from './panels/headlines.js';
import { SettingsInHash } from './settings/settingsInHash.js';
import { sampleOfEach } from './stream/sampleOfEach.js';

let demo: Demo | undefined;
const settings = new SettingsInHash();
const page = createPage(settings.current, {
  toggle: () => demo?.toggle(),
  step: () => demo?.step(),
  setSpeed: (photosPerSecond) => demo?.setSpeed(photosPerSecond),
  disturb: (disturbance) => demo?.disturb(disturbance),
  fit: () => demo?.fit(),
  cancelFit: () => demo?.cancelFit(),
  useBackend: (backend) => settings.changeAndReload({ backend }),
});

try {
  const parts = await loadParts(
    settings.current.backend,
    (stage) => page.state.show(loadingHeadline(stage)),
    (message) => page.state.show(errorHeadline(new DeviceLostError(message))),
  );
  page.hood.showBackend();
  page.disturbance.showSamples(sampleOfEach(parts.photos, settings.current.seed));
  demo = new Demo(parts, settings, page);
  await demo.start();
} catch (error) {
  page.state.show(errorHeadline(error));
}
