import type { MonitorStatus } from 'tfjs-drift';

/** A sentence about the disturbance, and one about the alarm; either may be empty. */
export interface Story {
  readonly note: string;
  readonly alarm: string;
}

/** Follows disturbance and alarm, to tell how soon one led to the other. */
export class AlarmStory {
  #isDisturbed = false;
  #changedAt: number | undefined;
  #alarm: { readonly at: number; readonly cause: number | undefined } | undefined;

  /** @param samples Photos seen before the change. */
  disturb(isDisturbed: boolean, samples: number): void {
    if (isDisturbed === this.#isDisturbed) return;
    this.#isDisturbed = isDisturbed;
    this.#changedAt = samples;
  }

  /** Another monitor, which has seen nothing yet. */
  restart(): void {
    this.#changedAt = this.#isDisturbed ? 0 : undefined;
    this.#alarm = undefined;
  }

  /** @param status After the latest photo. */
  tell({ state, samples, windowSize }: MonitorStatus): Story {
    if (state === 'drift') {
      const cause = this.#isDisturbed ? this.#changedAt : undefined;
      this.#alarm ??= { at: samples, cause };
      return { note: '', alarm: this.#tellAlarm(this.#alarm) };
    }
    this.#alarm = undefined;
    const since = samples - (this.#changedAt ?? samples);
    if (!this.#isDisturbed || since === 0) return { note: '', alarm: '' };
    const inWindow = Math.min(since, windowSize);
    return {
      note: `${inWindow} of the latest ${windowSize} photos came since the disturbance began.`,
      alarm: '',
    };
  }

  #tellAlarm({ at, cause }: { at: number; cause: number | undefined }): string {
    if (cause !== undefined && !this.#isDisturbed) {
      return 'The disturbance is over: the alarm ends when photos from after it have filled the window.';
    }
    if (cause !== undefined) {
      const delay = at - cause;
      return `Alarm raised at photo ${at}, ${delay} photo${delay === 1 ? '' : 's'} after the disturbance began.`;
    }
    if (this.#changedAt === undefined) {
      return `Alarm raised at photo ${at} without a disturbance: now and then chance does this.`;
    }
    return `Alarm raised at photo ${at}.`;
  }
}
