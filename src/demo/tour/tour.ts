import type { MonitorStatus } from 'tfjs-drift';
import { counted } from '../sources/source.js';

/** Tests that are watched in the first step. */
const CALM_TESTS = 10;

/** What the tour shows. */
export interface TourView {
  /** From 1 to `count`; `count + 1` at the end. */
  readonly step: number;
  readonly count: number;
  readonly title: string;
  readonly text: string;
  /** What the tour waits for, where it does. */
  readonly waiting?: string | undefined;
  /** What the button says; undefined while the tour waits for the monitor. */
  readonly button: string | undefined;
  /** Ids of what the step is about, what is to be looked at first. */
  readonly targets: readonly string[];
}

/** What the tour does to the page. */
interface TourActions {
  /** Shows a step; undefined ends the tour. */
  readonly show: (view: TourView | undefined) => void;
  /** Undisturbed photos from now on, and nothing in the window; resolves when it is so. */
  readonly begin: () => Promise<void>;
  readonly blur: () => void;
  readonly clean: () => void;
}

interface Step {
  readonly title: string;
  readonly text: string;
  readonly targets: readonly string[];
  readonly button?: string;
  readonly press?: (actions: TourActions) => void;
  /** Goes on by itself when this is so. */
  readonly isDone?: (status: MonitorStatus) => boolean;
  /** Said until then. */
  readonly waiting?: (status: Pick<MonitorStatus, 'tests'> | undefined) => string;
}

const steps: readonly Step[] = [
  {
    title: 'Nothing is wrong yet',
    text: 'The photos are like those of the reference. After each one the latest are tested, and differ from it no more than by chance.',
    targets: ['state', 'history-card'],
    isDone: ({ state, tests }) => state === 'ok' && tests >= CALM_TESTS,
    waiting: (status) => `${Math.min(status?.tests ?? 0, CALM_TESTS)} of ${CALM_TESTS} tests…`,
  },
  {
    title: 'Blur it',
    text: 'The model gives no error when its input is blurred: it just guesses worse. Watch how soon the monitor notices.',
    targets: ['disturbance-card', 'state'],
    button: 'Blur the photos',
    press: ({ blur }) => blur(),
    isDone: ({ state }) => state === 'drift',
    waiting: () => 'Waiting for the alarm…',
  },
  {
    title: 'See which photos',
    text: 'At the top: what is different, and whether it matters. Here are the photos least like the reference. Choose one to see where it lies: the further to the right, the further it has drifted.',
    targets: ['gallery-card', 'map-card', 'findings'],
    button: 'Next',
  },
  {
    title: 'Recover',
    text: 'Clean the lens. The alarm ends when the photos from after it look like the reference again.',
    targets: ['disturbance-card', 'state'],
    button: 'Clean the lens',
    press: ({ clean }) => clean(),
    isDone: ({ state }) => state === 'ok',
    waiting: () => 'Waiting for the all-clear…',
  },
];

/** Leads through calm, drift, evidence and recovery; goes on when the monitor does. */
export class Tour {
  readonly #actions: TourActions;
  #index: number | undefined;
  #isPressed = false;
  /** Begun, so that what the monitor says is of the tour's own photos. */
  #isBegun = false;
  /** Samples when the step began, or its button was pressed. */
  #since = 0;
  #delays: number[] = [];
  #samples = 0;
  #status: MonitorStatus | undefined;

  constructor(actions: TourActions) {
    this.#actions = actions;
  }

  start(): void {
    this.#delays = [];
    this.#samples = 0;
    this.#status = undefined;
    this.#isBegun = false;
    this.#go(0);
    void this.#actions.begin().finally(() => {
      this.#isBegun = true;
    });
  }

  stop(): void {
    this.#index = undefined;
    this.#actions.show(undefined);
  }

  /** The button of the step. */
  press(): void {
    const step = steps[this.#index ?? 0];
    if (this.#index === undefined) return;
    if (!step) {
      this.stop();
      return;
    }
    this.#isPressed = true;
    this.#since = this.#samples;
    step.press?.(this.#actions);
    if (step.isDone) this.#show();
    else this.#go(this.#index + 1);
  }

  /** Follows the monitor, after each input. */
  follow(status: MonitorStatus): void {
    if (!this.#isBegun) return;
    this.#samples = status.samples;
    this.#status = status;
    const step = steps[this.#index ?? steps.length];
    if (this.#index === undefined || !step?.isDone) return;
    if (!step.isDone(status)) {
      if (!step.press) this.#show();
      return;
    }
    if (step.press) this.#delays.push(status.samples - this.#since);
    this.#go(this.#index + 1);
  }

  #go(index: number): void {
    this.#index = index;
    this.#isPressed = false;
    this.#since = this.#samples;
    this.#show();
  }

  #show(): void {
    const index = this.#index!;
    const step = steps[index];
    const count = steps.length;
    if (!step) {
      const [noticed, recovered] = this.#delays;
      this.#actions.show({
        step: count + 1,
        count,
        title: 'That was all',
        text: `The drift was noticed after ${counted(noticed!, 'photo')}, and the alarm ended ${counted(recovered!, 'photo')} after the lens was clean. Now try your own camera: record what is normal there, then cover it.`,
        button: 'Close',
        targets: ['sources'],
      });
      return;
    }
    const { title, text } = step;
    const button = this.#isPressed ? undefined : step.button;
    // First what is to be pressed, then what comes of it.
    const targets = this.#isPressed ? step.targets.toReversed() : step.targets;
    const waiting = button ? undefined : step.waiting?.(this.#status);
    this.#actions.show({ step: index + 1, count, title, text, waiting, button, targets });
  }
}
