import { memory } from '@tensorflow/tfjs-core';
import { backendInfo, type ComputePlace, type MonitorStatus, type Verdict } from 'tfjs-drift';
import { originText, type ReferenceInUse } from '../reference/referenceInUse.js';
import {
  type BackendName,
  backendNames,
  type ComputeName,
  computeNames,
  type Settings,
} from '../settings/settings.js';
import { counted } from '../sources/source.js';
import { element, setText } from './element.js';

/** What a person can choose under the hood. */
interface HoodActions {
  readonly onBackend: (name?: BackendName) => void;
  /** What it rejects with is shown. */
  readonly onCompute: (name: ComputeName) => Promise<void>;
}

/** What bears on where the test is computed. */
type ComputeSettings = Pick<Settings, 'compute' | 'bandwidth'>;

/** Under the hood: on what model and test are computed, and what they cost. */
export class HoodPanel {
  readonly #backend = element('backend', HTMLSelectElement);
  readonly #adapter = element('adapter', HTMLElement);
  readonly #compute = element('compute', HTMLSelectElement);
  readonly #computedOn = element('computed-on', HTMLElement);
  readonly #problem = element('compute-problem', HTMLElement);
  readonly #inference = element('inference-ms', HTMLElement);
  readonly #test = element('test-ms', HTMLElement);
  readonly #memoryName = element('memory-name', HTMLElement);
  readonly #memory = element('memory', HTMLElement);
  readonly #samples = element('samples', HTMLElement);
  readonly #tests = element('tests', HTMLElement);
  readonly #reference = element('reference-name', HTMLElement);
  readonly #inferenceMs = new RunningMedian();
  #testMs = new RunningMedian();
  /** Those in force. */
  #settings: ComputeSettings;
  /** Why the latest choice was not put in force. */
  #refusal = '';

  /** @param settings Those of the start. */
  constructor(settings: Settings, { onBackend, onCompute }: HoodActions) {
    this.#settings = settings;
    this.#backend.value = settings.backend ?? 'auto';
    this.#backend.addEventListener('change', () => {
      onBackend(backendNames.find((name) => name === this.#backend.value));
    });
    this.#compute.value = settings.compute;
    this.#compute.addEventListener('change', () => void this.#choose(onCompute));
  }

  /** The backend that was started. */
  showBackend(): void {
    const { backend, adapter, software } = backendInfo();
    setText(optionOf(this.#backend, 'auto'), `auto: ${backend}`);
    const name = adapter === 'cpu' ? 'CPU' : adapter;
    setText(this.#adapter, software ? `Software: ${name}` : name);
    this.#adapter.title = name;
  }

  /** @param why The test cannot be computed on WebGPU; undefined where it can. */
  offerGpu(why: string | undefined): void {
    const option = optionOf(this.#compute, 'webgpu');
    option.disabled = why !== undefined;
    setText(option, why ? `WebGPU: ${why}` : PLACES.webgpu);
  }

  /** Another monitor tests from now on. */
  restart(settings: ComputeSettings): void {
    this.#settings = settings;
    this.#compute.value = settings.compute;
    this.#testMs = new RunningMedian();
    this.#refuse('');
  }

  showReference({ reference, origin }: ReferenceInUse): void {
    const text = `${originText(origin)} (${counted(reference.size, 'input')})`;
    setText(this.#reference, text);
    this.#reference.title = `${text}, ${reference.id}`;
  }

  show({ samples, tests, lastVerdict }: MonitorStatus, inferenceMs: number): void {
    this.#inferenceMs.add(inferenceMs);
    if (lastVerdict) this.#testMs.add(lastVerdict.costMs);
    setText(this.#inference, milliseconds(this.#inferenceMs.value));
    setText(this.#test, milliseconds(this.#testMs.value));
    this.#showCompute(lastVerdict);
    this.#showMemory();
    setText(this.#samples, samples.toLocaleString('en'));
    setText(this.#tests, tests.toLocaleString('en'));
  }

  #showCompute(verdict: Verdict | undefined): void {
    const isAutomatic = this.#settings.compute === 'auto' && verdict;
    const automatic = isAutomatic ? `auto: ${PLACES[verdict.compute]}` : 'automatic';
    setText(optionOf(this.#compute, 'auto'), automatic);
    const place = verdict ? computedOnText(verdict) : '–';
    setText(this.#computedOn, place);
    this.#computedOn.title = place;
    const why = verdict && whyElsewhere(verdict.compute, this.#settings);
    setText(this.#problem, this.#refusal || (why ?? ''));
  }

  async #choose(onCompute: HoodActions['onCompute']): Promise<void> {
    const chosen = computeNames.find((name) => name === this.#compute.value);
    if (!chosen) return;
    this.#refuse('');
    this.#compute.disabled = true;
    try {
      await onCompute(chosen);
    } catch (error) {
      this.#compute.value = this.#settings.compute;
      this.#refuse(error instanceof Error ? error.message : String(error));
    }
    this.#compute.disabled = false;
    this.#compute.focus();
  }

  #refuse(why: string): void {
    this.#refusal = why;
    setText(this.#problem, why);
  }

  #showMemory(): void {
    const { numBytes, numBytesInGPU } = memory() as { numBytes: number; numBytesInGPU?: number };
    setText(this.#memoryName, numBytesInGPU === undefined ? 'tfjs tensors' : 'tfjs on GPU');
    setText(this.#memory, `${((numBytesInGPU ?? numBytes) / 1e6).toFixed(1)} MB`);
  }
}

const PLACES: Readonly<Record<ComputePlace, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  typescript: 'TypeScript',
};

/** Where a test was computed; a GPU by name, as it need not be the model's. */
export function computedOnText({
  compute,
  adapter,
  software,
}: Pick<Verdict, 'compute' | 'adapter' | 'software'>): string {
  if (compute !== 'webgpu') return PLACES[compute];
  return `${PLACES.webgpu}, ${adapter}${software ? ' (software)' : ''}`;
}

/** Why a test was not computed where the settings want it; undefined where it was. */
export function whyElsewhere(
  compute: ComputePlace,
  { compute: wanted, bandwidth }: ComputeSettings,
): string | undefined {
  if (wanted === 'auto' || wanted === compute) return undefined;
  const start = `The test is not computed on ${PLACES[wanted]}:`;
  if (wanted === 'wasm') return `${start} this browser refuses it.`;
  const isForGpu = bandwidth === 'median' || typeof bandwidth === 'number';
  return isForGpu
    ? `${start} it failed, see What happened.`
    : `${start} the bandwidth ${bandwidth} never is.`;
}

function optionOf(select: HTMLSelectElement, value: string): HTMLOptionElement {
  return [...select.options].find((option) => option.value === value)!;
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
