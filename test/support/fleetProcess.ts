import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/fleet.ts', import.meta.url));

/** `npm run fleet` in a process of its own, whatever happens to it. */
export interface FleetProcess {
  readonly url: string;
  readonly tokens: { readonly write: readonly string[]; readonly read: readonly string[] };
  /** What it has complained of so far. */
  complaints(): string;
  /** As the system does when memory runs out: without a chance to write anything more. */
  kill(): Promise<void>;
  /** As whoever ends it in good order. */
  stop(): Promise<number | null>;
}

/**
 * @param data The folder of its store.
 * @param limits Shell commands before it, as `ulimit -f 4096`. @defaultValue none
 */
export async function startFleetProcess(
  data: string,
  { args = [], limits = ':' }: { args?: readonly string[]; limits?: string } = {},
): Promise<FleetProcess> {
  const command = [process.execPath, '--import', 'tsx', script, '--port', '0', '--data', data];
  const child = spawn('bash', ['-c', `${limits}; exec "$@"`, 'bash', ...command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stderr.on('data', (text) => {
    complained += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      reject(new Error(`npm run fleet ended with code ${code}: ${complained}`));
    });
    child.stdout.on('data', (text) => {
      said += text;
      const found = /Sketches go to (http:\S+)\/sketches/.exec(said);
      if (found && said.includes('tokens')) resolve(found[1]!);
    });
  });
  return {
    url,
    tokens: JSON.parse(readFileSync(join(data, 'tokens.json'), 'utf8')),
    complaints: () => complained,
    kill: () => endBy(child, ended, 'SIGKILL').then(() => undefined),
    stop: () => endBy(child, ended, 'SIGTERM'),
  };
}

function endBy(
  child: ChildProcess,
  ended: Promise<number | null>,
  signal: NodeJS.Signals,
): Promise<number | null> {
  child.kill(signal);
  return ended;
}
