import type { DeviceFinding } from '../../analysis/deviceFindings.js';
import { keepToken, knownToken, read, WrongTokenError } from './api.js';
import { openDevice } from './devicePanel.js';
import { showDevices } from './devicesPanel.js';
import { byId } from './elements.js';
import { showGroups } from './groupsPanel.js';
import { showLandmarks } from './landmarksPanel.js';
import { showLeftOut } from './leftOutPanel.js';
import { showSeries } from './seriesPanel.js';
import { showState } from './statePanel.js';

/**
 * The page for the team: the first glance says how the fleet is and what to do, what follows says for whom, what and
 * since when. It only reads.
 */

/** A new look by itself. */
const LOOK_MS = 5 * 60_000;

let findings: readonly DeviceFinding[] = [];
let periodMs = 0;

async function look(): Promise<void> {
  const isFirst = byId('fleet').hidden;
  byId('trouble').hidden = true;
  byId('ask').hidden = true;
  byId('busy').hidden = !isFirst;
  try {
    if (knownToken() === '') throw new WrongTokenError();
    const report = await read('/fleet/state');
    periodMs = report.periodMs ?? 0;
    byId('busy').hidden = true;
    byId('fleet').hidden = false;
    byId('refresh').hidden = false;
    showState(report);
    const isEmpty = report.state === 'empty';
    for (const id of ['overTime', 'groups', 'landmarks', 'devices']) byId(id).hidden = isEmpty;
    if (!isEmpty) {
      showSeries(report);
      const [groups, { landmarks }] = await Promise.all([
        read('/fleet/groups'),
        read('/fleet/landmarks'),
      ]);
      showGroups(groups, report.span);
      showLandmarks(landmarks, groups.groups);
      const devices = await read('/fleet/devices');
      findings = devices.devices;
      showDevices(devices, { onChoose: choose });
    }
    showLeftOut(await read('/left-out'), report.sketchId);
    openFromAddress();
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): void {
  byId('busy').hidden = true;
  if (error instanceof WrongTokenError) {
    byId('fleet').hidden = true;
    byId('refresh').hidden = true;
    byId('ask').hidden = false;
    const wasGiven = knownToken() !== '';
    if (wasGiven) {
      byId('askText').textContent =
        'The receiver does not know this token. The one for reading is in tokens.json, in the folder of the store, or what the receiver was started with.';
    }
    byId('token').focus();
    return;
  }
  byId('trouble').textContent = error instanceof Error ? error.message : String(error);
  byId('trouble').hidden = false;
  byId('refresh').hidden = false;
}

/** The device shown is in the address, so that the view can be passed on; the token never is. */
function choose(device: string): void {
  location.hash = new URLSearchParams({ device }).toString();
}

function openFromAddress(): void {
  const device = new URLSearchParams(location.hash.slice(1)).get('device');
  const dialog = byId<HTMLDialogElement>('device');
  if (!device) {
    if (dialog.open) dialog.close();
    return;
  }
  openDevice(
    device,
    findings.find((one) => one.device === device),
    periodMs,
  );
}

// What scrolls can be scrolled by keys.
for (const region of document.querySelectorAll<HTMLElement>('.scroll')) region.tabIndex = 0;
byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  keepToken(byId<HTMLInputElement>('token').value.trim());
  look();
});
byId('refresh').addEventListener('click', () => look());
byId('closeDevice').addEventListener('click', () => byId<HTMLDialogElement>('device').close());
byId('device').addEventListener('close', () => {
  if (location.hash) history.replaceState(null, '', location.pathname);
});
addEventListener('hashchange', openFromAddress);
setInterval(() => {
  if (document.visibilityState === 'visible' && !byId('fleet').hidden) look();
}, LOOK_MS);
look();
