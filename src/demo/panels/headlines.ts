import { InvalidOptionError, type MonitorStatus } from 'tfjs-drift';
import { type Stage, stages } from '../load/stages.js';
import { REFERENCE_SIZE } from '../photos/shippedPhotos.js';
import type { RecordingProgress } from '../reference/recordReference.js';
import { SourceError } from '../sources/source.js';
import { NoGpuError } from '../watch/testDevice.js';
import type { Headline } from './statePanel.js';

/** @param share Of the stage, 0 to 1, where it is known. */
export function loadingHeadline(stage: Stage, share?: number): Headline {
  const { step, text } = stages[stage];
  const percent = share === undefined ? '' : `, ${Math.round(100 * share)} %`;
  return {
    tone: 'busy',
    icon: 'wait',
    title: 'Getting ready',
    reason: `${text} (step ${step} of ${3}${percent})…`,
    progress: share,
  };
}

/** While the browser asks for permission. @param back To what can be seen without it. */
export function askingHeadline(what: 'camera' | 'screen', back: () => void): Headline {
  return {
    tone: 'busy',
    icon: 'wait',
    title: what === 'camera' ? 'Waiting for the camera' : 'Waiting for a screen',
    reason: 'Your browser asks whether this page may see it. Pictures stay in this browser.',
    action: { label: 'Back to the photos', run: back },
  };
}

export function calibratingHeadline(): Headline {
  return {
    tone: 'busy',
    icon: 'wait',
    title: 'Calibrating the alarm',
    reason: 'The threshold is found by pretending that the reference is a stream.',
  };
}

export function recordingHeadline(
  { share, text }: RecordingProgress,
  cancel: () => void,
): Headline {
  return {
    tone: 'busy',
    icon: 'wait',
    title: 'Learning what is normal',
    reason: text,
    progress: share,
    action: { label: 'Cancel', run: cancel },
  };
}

export function noReferenceHeadline(why: string, record: () => void): Headline {
  return {
    tone: 'trouble',
    icon: 'stop',
    title: 'No reference yet',
    reason: `${why} The monitor needs to know what normal photos look like.`,
    action: { label: `Make one from ${REFERENCE_SIZE} photos`, run: record },
  };
}

/** A reference that need not be of what the source shows. */
export interface Foreign {
  /** What it was made of, such as "Museum photos". */
  readonly of: string;
  /** Known to be of another source. */
  readonly isCertain: boolean;
  /** Makes one of the source. */
  readonly record: NonNullable<Headline['action']>;
}

/**
 * The monitor's state in large friendly words.
 *
 * @param foreign Where the reference need not be of the source, what can be done about it.
 */
export function statusHeadline(status: MonitorStatus, foreign?: Foreign): Headline {
  const { state, code, reason, lastVerdict } = status;
  const action = foreign?.record;
  if (foreign?.isCertain && (state === 'drift' || state === 'warning')) {
    return {
      tone: 'trouble',
      icon: 'stop',
      title: 'The reference shows other things',
      reason: `It was made of ${foreign.of}, so that all of this is new to the monitor. Record what is normal here: from then on an alarm means that something changed.`,
      action,
    };
  }
  switch (state) {
    case 'warming-up':
      return { tone: 'busy', icon: 'wait', title: 'Warming up', reason, action };
    case 'insufficient-independent-samples':
      return { tone: 'busy', icon: 'wait', title: 'Waiting for change', reason, action };
    case 'ok':
      // A scan says so from the first picture on, when little can be seen yet.
      return {
        tone: 'calm',
        icon: 'check',
        title: lastVerdict?.pValue === undefined ? 'Normal so far' : 'All clear',
        reason,
      };
    case 'stale':
      return { tone: 'busy', icon: 'stop', title: 'Out of date', reason };
    case 'warning':
      return { tone: 'warning', icon: 'alarm', title: 'Possible drift', reason };
    case 'drift':
      if (code === 'known-drift') {
        return { tone: 'warning', icon: 'alarm', title: 'Known drift', reason, action };
      }
      return { tone: 'alarm', icon: 'alarm', title: 'Drift detected', reason, action };
    default:
      return { tone: 'trouble', icon: 'stop', title: 'Not watching', reason };
  }
}

/** Ways on after an error. */
export interface WaysOn {
  /** Where a source failed. */
  readonly backToPhotos: () => void;
  /** Where settings, such as those of a link, do not go together. */
  readonly useDefaults: () => void;
  /** Where the test was to be computed on a GPU that is not there. */
  readonly computeElsewhere: () => void;
}

/** What went wrong, for people. @param ways Without them the page is reloaded. */
export function errorHeadline(error: unknown, ways?: WaysOn): Headline {
  const name = error instanceof Error ? error.name : '';
  const isSource = error instanceof SourceError;
  return {
    tone: 'trouble',
    icon: 'stop',
    title: isSource ? error.title : (titles[name] ?? 'Something went wrong'),
    reason: error instanceof Error ? error.message : String(error),
    action: actionAfter(error, ways),
  };
}

function actionAfter(error: unknown, ways: WaysOn | undefined): NonNullable<Headline['action']> {
  if (ways && error instanceof SourceError) {
    return { label: 'Back to the photos', run: ways.backToPhotos };
  }
  if (ways && error instanceof InvalidOptionError) {
    return { label: 'Use the default settings', run: ways.useDefaults };
  }
  if (ways && error instanceof NoGpuError) {
    return { label: 'Compute it elsewhere', run: ways.computeElsewhere };
  }
  return { label: 'Try again', run: () => location.reload() };
}

const titles: Record<string, string> = {
  BackendUnavailableError: 'No backend to run the model on',
  ModelLoadError: 'The model could not be loaded',
  PhotosUnavailableError: 'The photos could not be loaded',
  DeviceLostError: 'The GPU went away',
  InvalidOptionError: 'These settings do not go together',
  NoGpuError: 'No GPU for the drift test',
};
