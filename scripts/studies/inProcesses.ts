import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Study } from './studies.js';
import type { SimulatedRow } from './studyRow.js';

/** What a study's process says. */
interface Found {
  readonly rows: readonly SimulatedRow[];
  readonly cpuSeconds: number;
}

/**
 * Runs studies in processes of their own, as many at once as there are cores.
 *
 * @param onDone Told of each as it ends; the seconds of a core that it took, whatever else ran beside it.
 * @returns What each found, in their order.
 */
export async function runInProcesses(
  studies: readonly Study[],
  onDone: (study: Study, found: Found) => void,
): Promise<readonly (readonly SimulatedRow[])[]> {
  const found: (readonly SimulatedRow[])[] = [];
  const waiting = [...studies.entries()];
  const core = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, study] = next;
      const done = await inProcess(study.title);
      found[at] = done.rows;
      onDone(study, done);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, core));
  return found;
}

function inProcess(title: string): Promise<Found> {
  return new Promise((resolve, reject) => {
    const program = new URL('./studyProcess.ts', import.meta.url);
    // JSON would lose what is infinite.
    const child = fork(program, [title], { serialization: 'advanced' });
    child.once('message', (found) => resolve(found as Found));
    child.once('error', reject);
    // Where one fails, the others would go on for nobody.
    const end = () => child.kill();
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    // After an answer nobody hears it.
    child.once('exit', () => reject(new Error(`${title}: its process ended without an answer.`)));
  });
}
