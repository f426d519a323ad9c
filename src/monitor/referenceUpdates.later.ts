import {
  DisposedError,
  ReferenceMismatchError,
  ReferenceUpdateError,
} from '../core/base/errors.js';
import { requireSameSource } from '../core/model/sameSource.later.js';
import type { Reference } from '../reference/reference.js';
import { requireReference } from './options.js';
import type { SamplePipeline } from './pipeline.js';
import type { MonitorStatus } from './status.js';

/** Updates of a monitor's reference: of several at once the last one counts. */
export class ReferenceUpdates {
  #next: SamplePipeline | undefined;

  /**
   * Prepares the pipeline of another reference, and hands it over while the present one rests.
   *
   * @param take Puts it in place, or throws where it may not be after all; in one step, so that no sample comes in between.
   * @throws ReferenceUpdateError where another update came meanwhile.
   * @throws DisposedError where the end came.
   */
  async run(next: SamplePipeline, before: SamplePipeline, take: () => void): Promise<void> {
    this.end(
      new ReferenceUpdateError('A later update of the reference takes the place of this one.'),
    );
    this.#next = next;
    try {
      await next.prepare();
      // A test under way belongs to the present reference.
      await before.rest();
      next.requireOpen();
      take();
    } catch (error) {
      before.resume();
      if (this.#next === next) this.#next = undefined;
      await next.dispose(error as Error);
      throw error;
    }
    this.#next = undefined;
    await before.dispose(new DisposedError('The reference was replaced.'));
  }

  /** @param reason What the update that is under way, if any, rejects with. */
  end(reason: Error): void {
    void this.#next?.dispose(reason);
    this.#next = undefined;
  }
}

/**
 * @param whose Drift it is, in words after "a drift".
 * @throws ReferenceUpdateError during an episode of drift that nobody has acknowledged.
 * @throws ReferenceMismatchError for a reference of another feature width or model.
 */
export function requireUpdatable(
  monitor: { readonly status: Pick<MonitorStatus, 'episode'>; readonly reference: Reference },
  next: Reference,
  whose = '',
): void {
  requireReference(next);
  const { episode } = monitor.status;
  if (episode && !episode.acknowledged) {
    throw new ReferenceUpdateError(
      `The reference was to be updated during a drift${whose} that nobody has acknowledged. Call ` +
        'monitor.acknowledge() first if this is what normal looks like now.',
    );
  }
  const present = monitor.reference;
  if (next.width !== present.width) {
    throw new ReferenceMismatchError(
      `The new reference has features of width ${next.width}, the present one of ${present.width}. ` +
        'Give one of the same model and layer.',
    );
  }
  requireSameSource(present, next);
}
