import { memory } from '@tensorflow/tfjs-core';
import { backendInfo, type MonitorStatus } from 'tfjs-drift';
import { originText, type ReferenceInUse } from '../reference/referenceInUse.js';
import { type BackendName, backendNames } from '../settings/settings.js';
import { counted } from '../sources/source.js';
import { element, setText } from './element.js';

/** Under the hood: backend, adapter and what things cost. */
export class HoodPanel {
  readonly #backend = element('backend', HTMLSelectElement);
  readonly #adapter = element('adapter', HTMLElement);
  readonly #inference = element('inference-ms', HTMLElement);
  readonly #test = element('test-ms', HTMLElement);
  readonly #memoryName = element('memory-name', HTMLElement);
  readonly #memory = element('memory', HTMLElement);
  readonly #samples = element('samples', HTMLElement);
  readonly #tests = element('tests', HTMLElement);
  readonly #reference = element('reference-name', HTMLElement);
  readonly #inferenceMs = new RunningMedian();
  readonly #testMs = new RunningMedian();

  constructor(wanted: BackendName | undefined, onBackend: (name?: BackendName) => void) {
    this.#backend.value = wanted ?? 'auto';
    this.#backend.addEventListener('change', () => {
      onBackend(backendNames.find((name) => name === this.#backend.value));
    });
  }

  /** The backend that was started. */
  showBackend(): void {
    const { backend, adapter, software } = backendInfo();
    const automatic = this.#backend.querySelector<HTMLOptionElement>("option[value='auto']");
    if (automatic) setText(automatic, `automatic: ${backend}`);
    const name = adapter === 'cpu' ? 'CPU' : adapter;
    setText(this.#adapter, software ? `Software: ${name}` : name);
    this.#adapter.title = name;
  }

  showReference({ reference, origin }: ReferenceInUse): void {
    setText(this.#reference, `${originText(origin)} (${counted(reference.size, 'input')})`);
    this.#reference.title = reference.id;
  }

  show({ samples, tests, lastVerdict }: MonitorStatus, inferenceMs: number): void {
    this.#inferenceMs.add(inferenceMs);
    if (lastVerdict) this.#testMs.add(lastVerdict.costMs);
    setText(this.#inference, milliseconds(this.#inferenceMs.value));
    setText(this.#test, milliseconds(this.#testMs.value));
    this.#showMemory();
    setText(this.#samples, samples.toLocaleString('en'));
    setText(this.#tests, tests.toLocaleString('en'));
  }

  #showMemory(): void {
    const { numBytes, numBytesInGPU } = memory() as { numBytes: number; numBytesInGPU?: number };
    setText(this.#memoryName, numBytesInGPU === undefined ? 'Tensors' : 'GPU memory');
    setText(this.#memory, `${((numBytesInGPU ?? numBytes) / 1e6).toFixed(1)} MB`);
  }
}

function milliseconds(value: number | undefined): string {
  if (value === undefined) return '–';
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ms`;
}

const LENGTH = 15;

/** The median of the latest values: one slow step, such as a compilation, does not move it. */
class RunningMedian {
  readonly #latest: number[] = [];

  add(value: number): void {
    this.#latest.push(value);
    if (this.#latest.length > LENGTH) this.#latest.shift();
  }

  /** Undefined before the first value. */
  get value(): number | undefined {
    return [...this.#latest].sort((a, b) => a - b)[this.#latest.length >> 1];
  }
}
