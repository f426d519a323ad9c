import type { MonitorStatus } from 'tfjs-drift';
import type { Provenance } from '../reference/referenceInUse.js';
import { allSeen, counted } from '../sources/source.js';
import { element, setText } from './element.js';

/** The alarm banner, the note, and since when. */
export class StoryPanel {
  readonly #alarm = element('alarm', HTMLElement);
  readonly #note = element('note', HTMLElement);
  readonly #since = element('since', HTMLElement);

  show({ note, alarm, since }: Omit<Story, 'doubt'>): void {
    setText(this.#alarm, alarm);
    setText(this.#note, note);
    setText(this.#since, since);
  }

  clear(): void {
    this.show({ note: '', alarm: '', since: '' });
  }
}

/** A sentence about the disturbance, and one about the alarm; either may be empty. */
interface Story {
  readonly note: string;
  readonly alarm: string;
  /** When the state began, such as "since 14:03:12". */
  readonly since: string;
  /** Whether all of this may be unlike the reference only because that is not of this source. */
  readonly doubt: 'certain' | 'possible' | undefined;
}

/** At which picture it came, and at which one the disturbance began that was on then. */
interface Alarm {
  readonly at: number;
  readonly cause: number | undefined;
}

/** After so many tests without drift a reference of another source fits, wherever it is from. */
const FITS_AFTER = 20;

/** Follows disturbance, state and alarm, to tell how soon one led to the other. */
export class AlarmStory {
  #noun = 'photo';
  #provenance: Provenance = 'unknown';
  #isDisturbed = false;
  #changedAt: number | undefined;
  #alarm: Alarm | undefined;
  #state: MonitorStatus['state'] | undefined;
  #since = '';

  /** @param samples Pictures seen before the change. */
  disturb(isDisturbed: boolean, samples: number): void {
    if (isDisturbed === this.#isDisturbed) return;
    this.#isDisturbed = isDisturbed;
    this.#changedAt = samples;
  }

  /**
   * Another monitor, which has seen nothing yet.
   *
   * @param noun What to call a picture.
   * @param provenance Whether the reference is of the source.
   */
  restart(noun: string, provenance: Provenance): void {
    this.#noun = noun;
    this.#provenance = provenance;
    this.#changedAt = this.#isDisturbed ? 0 : undefined;
    this.#alarm = this.#state = undefined;
  }

  /**
   * @param status After the latest picture.
   * @param end How many pictures there were, where all of them were seen.
   */
  tell(status: MonitorStatus, end?: number): Story {
    const { state, samples, tests } = status;
    const fits = state === 'ok' && tests >= FITS_AFTER && !this.#isDisturbed;
    if (fits && this.#provenance === 'other source') this.#provenance = 'unknown';
    if (state !== 'drift') this.#alarm = undefined;
    else this.#alarm ??= { at: samples, cause: this.#isDisturbed ? this.#changedAt : undefined };
    const alarm = this.#alarm;
    const disturbance = alarm ? '' : this.#tellDisturbance(status) || this.#tellWarning(status);
    return {
      note: end === undefined ? disturbance : this.#tellEnd(end, status),
      alarm: alarm ? this.#tellAlarm(alarm) : '',
      since: this.#follow(status),
      doubt: this.#doubt(alarm),
    };
  }

  #tellDisturbance({ samples, windowSize }: MonitorStatus): string {
    const disturbed = samples - (this.#changedAt ?? samples);
    if (!this.#isDisturbed || disturbed === 0) return '';
    const inWindow = Math.min(disturbed, windowSize);
    return inWindow === windowSize
      ? `All of the latest ${counted(windowSize, this.#noun)} came since the disturbance began: it is too weak to be told from chance so far.`
      : `${inWindow} of the latest ${counted(windowSize, this.#noun)} came since the disturbance began.`;
  }

  /** Of what comes by chance, that it does. */
  #tellWarning({ state, lastVerdict }: MonitorStatus): string {
    if (state !== 'warning' || this.#isDisturbed || !lastVerdict?.scan) return '';
    const often = counted(Math.round(lastVerdict.warningThreshold), this.#noun);
    return `Chance alone brings a warning once in ${often}, and it goes by itself.`;
  }

  #follow({ state, samples }: MonitorStatus): string {
    if (state !== this.#state) {
      const time = new Date().toLocaleTimeString('en-GB');
      this.#state = state;
      this.#since = samples === 0 ? '' : `since ${time}`;
    }
    return this.#since;
  }

  #tellEnd(end: number, { tests, firstTest }: MonitorStatus): string {
    const seen = allSeen(end, this.#noun);
    return tests === 0 && end < firstTest
      ? `${seen} A test needs ${firstTest} of them: give more, or choose a smaller window under Settings.`
      : `${seen} Play to see them again.`;
  }

  #tellAlarm(alarm: Alarm): string {
    const noun = this.#noun;
    const { at, cause } = alarm;
    // The headline says so.
    if (this.#provenance === 'other source') return '';
    if (cause !== undefined && !this.#isDisturbed) {
      return `The disturbance is over: the alarm ends when the ${noun}s from after it look like the reference again.`;
    }
    const after =
      cause === undefined ? '' : `, ${counted(at - cause, noun)} after the disturbance began`;
    const told = `Alarm at ${noun} ${at}${after}`;
    if (cause !== undefined) return `${told}.`;
    if (this.#provenance === 'unknown') {
      return `${told}. The reference may show other things than this source.`;
    }
    if (this.#changedAt !== undefined) return `${told}.`;
    // Photos and files are the reference's own; what a camera shows need not stay as it was.
    return noun === 'frame'
      ? `${told} without a disturbance: the source shows something new, or chance did this, as it does now and then.`
      : `${told} without a disturbance: now and then chance does this.`;
  }

  #doubt(alarm: Alarm | undefined): Story['doubt'] {
    if (this.#provenance === 'other source') return 'certain';
    const isUnexplained = alarm !== undefined && alarm.cause === undefined;
    return this.#provenance === 'unknown' && isUnexplained ? 'possible' : undefined;
  }
}
