import type { MonitorStatus } from 'tfjs-drift';
import { allSeen, counted } from '../sources/source.js';

/** A sentence about the disturbance, and one about the alarm; either may be empty. */
export interface Story {
  readonly note: string;
  readonly alarm: string;
  /** When the state began, such as "since 14:03:12". */
  readonly since: string;
}

/** Follows disturbance, state and alarm, to tell how soon one led to the other. */
export class AlarmStory {
  #noun = 'photo';
  #isDisturbed = false;
  #changedAt: number | undefined;
  #alarm: { readonly at: number; readonly cause: number | undefined } | undefined;
  #state: MonitorStatus['state'] | undefined;
  #since = '';

  /** @param samples Pictures seen before the change. */
  disturb(isDisturbed: boolean, samples: number): void {
    if (isDisturbed === this.#isDisturbed) return;
    this.#isDisturbed = isDisturbed;
    this.#changedAt = samples;
  }

  /** Another monitor, which has seen nothing yet. @param noun What to call a picture. */
  restart(noun: string): void {
    this.#noun = noun;
    this.#changedAt = this.#isDisturbed ? 0 : undefined;
    this.#alarm = this.#state = undefined;
  }

  /**
   * @param status After the latest picture.
   * @param end How many pictures there were, where all of them were seen.
   */
  tell(status: MonitorStatus, end?: number): Story {
    const since = this.#follow(status);
    const { state, samples, windowSize } = status;
    if (end !== undefined) return { note: this.#tellEnd(end, windowSize), alarm: '', since };
    if (state === 'drift') {
      const cause = this.#isDisturbed ? this.#changedAt : undefined;
      this.#alarm ??= { at: samples, cause };
      return { note: '', alarm: this.#tellAlarm(this.#alarm), since };
    }
    this.#alarm = undefined;
    const disturbed = samples - (this.#changedAt ?? samples);
    if (!this.#isDisturbed || disturbed === 0) return { note: '', alarm: '', since };
    const inWindow = Math.min(disturbed, windowSize);
    if (inWindow === windowSize) {
      const note = `All of the latest ${counted(windowSize, this.#noun)} came since the disturbance began: it is too weak to be told from chance so far.`;
      return { note, alarm: '', since };
    }
    return {
      note: `${inWindow} of the latest ${counted(windowSize, this.#noun)} came since the disturbance began.`,
      alarm: '',
      since,
    };
  }

  #follow({ state, samples }: MonitorStatus): string {
    if (state !== this.#state) {
      const time = new Date().toLocaleTimeString('en-GB');
      this.#state = state;
      this.#since = samples === 0 ? '' : `since ${time}`;
    }
    return this.#since;
  }

  #tellEnd(end: number, windowSize: number): string {
    const seen = allSeen(end, this.#noun);
    return end < windowSize
      ? `${seen} A test needs ${windowSize} of them: give more, or choose a smaller window under Settings.`
      : `${seen} Play to see them again.`;
  }

  #tellAlarm({ at, cause }: { at: number; cause: number | undefined }): string {
    const noun = this.#noun;
    if (cause !== undefined && !this.#isDisturbed) {
      return `The disturbance is over: the alarm ends when ${noun}s from after it have filled the window.`;
    }
    if (cause !== undefined) {
      return `Alarm at ${noun} ${at}, ${counted(at - cause, noun)} after the disturbance began.`;
    }
    if (this.#changedAt === undefined) {
      return `Alarm at ${noun} ${at} without a disturbance: now and then chance does this.`;
    }
    return `Alarm at ${noun} ${at}.`;
  }
}
