import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import type { Study } from './studies.js';
import type { SimulatedRow } from './studyRow.js';

/**
 * Runs studies in processes of their own, as many at once as there are cores.
 *
 * @param onDone Told of each as it ends; seconds that it took.
 * @returns What each found, in their order.
 */
export async function runInProcesses(
  studies: readonly Study[],
  onDone: (study: Study, found: readonly SimulatedRow[], seconds: number) => void,
): Promise<readonly (readonly SimulatedRow[])[]> {
  const found: (readonly SimulatedRow[])[] = [];
  const waiting = [...studies.entries()];
  const core = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [at, study] = next;
      const start = performance.now();
      const rows = await inProcess(study.title);
      found[at] = rows;
      onDone(study, rows, (performance.now() - start) / 1_000);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, core));
  return found;
}

function inProcess(title: string): Promise<readonly SimulatedRow[]> {
  return new Promise((resolve, reject) => {
    const program = new URL('./studyProcess.ts', import.meta.url);
    // JSON would lose what is infinite.
    const child = fork(program, [title], { serialization: 'advanced' });
    child.once('message', (rows) => resolve(rows as SimulatedRow[]));
    child.once('error', reject);
    // Where one fails, the others would go on for nobody.
    const end = () => child.kill();
    process.once('exit', end);
    child.once('exit', () => process.off('exit', end));
    // After an answer nobody hears it.
    child.once('exit', () => reject(new Error(`${title}: its process ended without an answer.`)));
  });
}
