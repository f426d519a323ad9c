import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from 'tfjs-drift/reports';

const script = fileURLToPath(new URL('../../docs/examples/receiver.mjs', import.meta.url));

/** The example of the documentation, at work. */
export interface Receiver {
  readonly url: string;
  /** What it has written, line by line. */
  reports(): Promise<Report[]>;
  stop(): Promise<void>;
}

/** Starts the example receiver on a free port, for pages of one origin. */
export async function startReceiver(allowOrigin = ''): Promise<Receiver> {
  const folder = await mkdtemp(join(tmpdir(), 'tfjs-drift-receiver-'));
  const file = join(folder, 'reports.jsonl');
  const child = spawn(process.execPath, [script, '0', file], {
    env: { ...process.env, ALLOW_ORIGIN: allowOrigin },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const port = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the receiver ended with code ${code}`)));
    child.stderr.on('data', (text) => {
      const said = /on port (\d+)/.exec(String(text));
      if (said) resolve(said[1]!);
    });
  });
  return {
    url: `http://127.0.0.1:${port}/drift`,
    reports: async () => {
      const text = await readFile(file, 'utf8').catch(() => '');
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      return whole
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    stop: async () => {
      child.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
