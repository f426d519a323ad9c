import type { ResolvedMonitorOptions } from './options.js';
import { usableState } from './usableState.js';

/** Something to know about reference, settings or the rate of samples; everything works on. */
export interface MonitorNotice {
  readonly code:
    | 'reference-sampled'
    | 'reference-dependent'
    | 'identity-partial'
    | 'reference-small'
    | 'reference-parts'
    | 'small-power'
    | 'saved-state-ignored'
    | 'samples-dropped'
    | 'image-size'
    | 'compute-renamed';
  /** One sentence, with what to do. */
  readonly message: string;
}

/** What there is to know before anything is tested. */
function startNotices(options: ResolvedMonitorOptions): MonitorNotice[] {
  const notices: MonitorNotice[] = [];
  const isSmall = options.policy.smallReference?.(options.reference.size, options.windowSize);
  if (isSmall) notices.push({ code: 'reference-small', message: isSmall });
  if (options.savedState && !usableState(options)) {
    notices.push({
      code: 'saved-state-ignored',
      message:
        'The saved state is not one that saveState() gave for this reference and these settings ' +
        '(was JSON.parse forgotten?); counts and evidence start anew.',
    });
  }
  if (options.compute === 'backend') {
    notices.push({
      code: 'compute-renamed',
      message:
        "compute: 'backend' is 'webgpu' where there is a GPUDevice, else 'auto'. Name one of these, or leave " +
        '`compute` out.',
    });
  }
  return notices;
}

/** What does not depend on the reference. */
const OF_INPUTS: readonly MonitorNotice['code'][] = ['samples-dropped', 'image-size'];

/** The notices of a monitor, and who is told of them. */
export class NoticeBoard {
  readonly #tell: (notice: MonitorNotice) => void;
  #all: readonly MonitorNotice[] = [];

  constructor(options: ResolvedMonitorOptions, tell: (notice: MonitorNotice) => void) {
    this.#tell = tell;
    this.startAnew(options);
  }

  get all(): readonly MonitorNotice[] {
    return this.#all;
  }

  post(notice: MonitorNotice): void {
    this.#all = Object.freeze([...this.#all, notice]);
    this.#tell(notice);
  }

  /** With another reference; what was said of the inputs stays. */
  startAnew(options: ResolvedMonitorOptions): void {
    const notices = startNotices(options);
    const ofInputs = this.#all.filter(({ code }) => OF_INPUTS.includes(code));
    this.#all = Object.freeze([...notices, ...ofInputs]);
    // Once the caller has had a chance to set listeners.
    queueMicrotask(() => {
      for (const notice of notices) this.#tell(notice);
    });
  }
}
