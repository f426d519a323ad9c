import type { FitProgress, MonitorStatus } from 'tfjs-drift';
import { stages } from '../load/loadParts.js';
import { REFERENCE_SIZE } from '../watch/referencePhotos.js';
import type { Headline } from './statePanel.js';

export function loadingHeadline(stage: keyof typeof stages): Headline {
  const step = Object.keys(stages).indexOf(stage) + 1;
  const count = Object.keys(stages).length;
  return {
    tone: 'busy',
    icon: 'wait',
    title: 'Getting ready',
    reason: `${stages[stage]} (step ${step} of ${count})…`,
  };
}

export function fittingHeadline({ done, total }: FitProgress): Headline {
  return {
    tone: 'busy',
    icon: 'wait',
    title: 'Learning what is normal',
    reason: `${done} of ${total ?? REFERENCE_SIZE} reference photos are done.`,
  };
}

export function noReferenceHeadline(why: string, fit: () => void): Headline {
  return {
    tone: 'trouble',
    icon: 'stop',
    title: 'No reference yet',
    reason: `${why} The monitor needs to know what normal photos look like.`,
    action: { label: `Fit one from ${REFERENCE_SIZE} photos`, run: fit },
  };
}

/** The monitor's state in large friendly words. */
export function statusHeadline(status: MonitorStatus, refit: () => void): Headline {
  const state: string = status.state;
  const { reason, windowFill, windowSize } = status;
  switch (state) {
    case 'warming-up': {
      const fill = `${windowFill} of ${windowSize} photos are in the window`;
      const why =
        windowFill < windowSize ? `${fill}; the first test comes when it is full.` : reason;
      return { tone: 'busy', icon: 'wait', title: 'Warming up', reason: why };
    }
    case 'ok':
      return { tone: 'calm', icon: 'check', title: 'All clear', reason };
    case 'warning':
      return { tone: 'busy', icon: 'alarm', title: 'Something is changing', reason };
    case 'drift':
      return { tone: 'alarm', icon: 'alarm', title: 'Drift detected', reason };
    case 'suspended':
      return {
        tone: 'trouble',
        icon: 'stop',
        title: 'Not watching',
        reason,
        action: { label: 'Fit the reference again', run: refit },
      };
    default:
      return { tone: 'busy', icon: 'wait', title: capitalized(state.replaceAll('-', ' ')), reason };
  }
}

/** What went wrong, for people. */
export function errorHeadline(error: unknown): Headline {
  const name = error instanceof Error ? error.name : '';
  return {
    tone: 'trouble',
    icon: 'stop',
    title: titles[name] ?? 'Something went wrong',
    reason: error instanceof Error ? error.message : String(error),
    action: { label: 'Try again', run: () => location.reload() },
  };
}

const titles: Record<string, string> = {
  BackendUnavailableError: 'No backend to compute on',
  ModelLoadError: 'The model could not be loaded',
  PhotosUnavailableError: 'The photos could not be loaded',
  DeviceLostError: 'The GPU went away',
};

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
