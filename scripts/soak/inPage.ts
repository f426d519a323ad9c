import type { ComputeChoice } from 'tfjs-drift';
import { DriftGallery, DriftHistory } from 'tfjs-drift/charts';
import { watchGpu } from '../bench/rows/gpuUse.js';
import { Soak, type SoakCounts } from './workload.js';

const CHART_EVERY = 10;
const SAVE_EVERY = 500;
const SAVED_AS = 'soak';

/** The workload in a page, with what pages have besides: pictures, charts, storage. */
export interface PageSoak {
  run(count: number): Promise<number>;
  held(): Promise<SoakCounts & { gpuBytes: number; storedBytes: number }>;
  dispose(): Promise<number>;
}

export async function startSoak(given: {
  readonly compute: ComputeChoice;
  readonly samples: number;
  readonly url: string;
}): Promise<PageSoak> {
  const gpu = 'gpu' in navigator ? watchGpu() : undefined;
  const frame = document.createElement('div');
  frame.style.width = '400px';
  const canvas = document.createElement('canvas');
  const list = document.createElement('div');
  frame.append(canvas);
  document.body.append(frame, list);
  const history = new DriftHistory(canvas, { length: 100 });
  const gallery = new DriftGallery(list);
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d')!;
  let verdicts = 0;
  const soak = await Soak.start({
    ...given,
    picture,
    keep: (name, text) => localStorage.setItem(`soak ${name}`, text),
    onVerdict: (verdict, monitor) => {
      verdicts++;
      context.fillStyle = `hsl(${verdicts % 360} 60% 50%)`;
      context.fillRect(0, 0, picture.width, picture.height);
      if (verdicts % CHART_EVERY === 0) {
        history.add(verdict);
        gallery.update(monitor.mostDrifted(6));
      }
      if (verdicts % SAVE_EVERY === 0) void monitor.reference.save(SAVED_AS);
    },
  });
  return {
    run: (count) => soak.run(count),
    held: async () => ({
      ...(await soak.counts()),
      gpuBytes: gpu?.use.heldBytes ?? 0,
      storedBytes: (await navigator.storage.estimate()).usage! + localStorageBytes(),
    }),
    dispose: async () => {
      const left = await soak.dispose();
      history.destroy();
      gpu?.stop();
      frame.remove();
      list.remove();
      localStorage.clear();
      return left;
    },
  };
}

function localStorageBytes(): number {
  return Object.entries(localStorage).reduce(
    (sum, [name, text]) => sum + 2 * (name.length + String(text).length),
    0,
  );
}
