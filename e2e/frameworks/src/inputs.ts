import type { Chart } from 'chart.js';
import { type DriftMonitor, Reference } from 'tfjs-drift/core';

/** What tests do with a page. */
export interface App {
  monitor?: DriftMonitor | undefined;
  mount(): void;
  unmount(): void;
  feed(count: number, shift: number): Promise<void>;
  Chart: typeof Chart;
  /** Of React: how often the component was rendered, and what its map's listener has said. */
  renders?: number;
  said?: string[];
  /** Renders again with another listener, which says this. */
  renderSaying?(text: string): void;
  /** Gives the hook what is no monitor. */
  mountWrong?(): void;
}

declare global {
  interface Window {
    app: App;
  }
}

let seed = 1;

function uniform(): number {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
}

/** Rows of features, the same ones with each visit. */
const row = (shift: number): number[] => Array.from({ length: 8 }, () => uniform() + shift);

export const reference: Reference = await Reference.fromFeatures(
  Array.from({ length: 200 }, () => row(0)),
);

/** Gives the page's monitor rows. */
export async function feed(count: number, shift: number): Promise<void> {
  for (let sample = 0; sample < count; sample++) {
    window.app.monitor?.observe(row(shift));
    await window.app.monitor?.idle();
  }
}
