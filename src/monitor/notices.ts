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

/** What there is to know of an `<img>` that tfjs reads at another size than its own; undefined else. */
export function imageSizeNotice(input: unknown): MonitorNotice | undefined {
  const { width, height, naturalWidth, naturalHeight } = Object(input) as HTMLImageElement;
  if (!naturalWidth || (width === naturalWidth && height === naturalHeight)) return undefined;
  return {
    code: 'image-size',
    message:
      `An <img> of ${naturalWidth} × ${naturalHeight} came, which tfjs reads at its size on the page, ` +
      `${width} × ${height}; the reference's images were read at their own. Give the model a canvas of that.`,
  };
}

/** What there is to know before anything is tested. */
function startNotices(options: ResolvedMonitorOptions): MonitorNotice[] {
  const { sampledFrom, size, model } = options.reference;
  const notices: MonitorNotice[] = [];
  if (sampledFrom !== undefined) {
    notices.push({
      code: 'reference-sampled',
      message:
        `The reference had ${sampledFrom} rows; a test holds at most ${size}, so a random sample of them is ` +
        'used. Fit it from fewer inputs to choose them yourself.',
    });
  }
  if (model && !model.weights) {
    notices.push({
      code: 'identity-partial',
      message:
        'An older version made this reference, which knows only one weight of its model. Fit it again.',
    });
  }
  const isSmall = options.policy.smallReference?.(size, options.windowSize);
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
        "compute: 'backend' is 'webgpu' where there is a GPUDevice, else 'auto': tests no longer run on other " +
        'tfjs backends. Name one of these, or leave `compute` out.',
    });
  }
  return notices;
}

/** What does not depend on the reference. */
const OF_INPUTS: ReadonlySet<MonitorNotice['code']> = new Set(['samples-dropped', 'image-size']);

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
    const ofInputs = this.#all.filter(({ code }) => OF_INPUTS.has(code));
    this.#all = Object.freeze([...notices, ...ofInputs]);
    // Once the caller has had a chance to set listeners.
    queueMicrotask(() => {
      for (const notice of notices) this.#tell(notice);
    });
  }
}
