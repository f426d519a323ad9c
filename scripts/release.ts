import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { LIBRARY_VERSION } from '../src/core/base/libraryVersion.js';
import { provenance } from './release/provenance.js';
import { refusals } from './release/refusals.js';

/**
 * Checks and packs what would be published; publishes nothing:
 *
 *     npm run release
 *     npm run release -- --no-test
 */

const FOLDER = join('dist', 'release');
const shell = process.platform === 'win32';
const read = (file: string): string => readFileSync(file, 'utf8');
const output = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', shell }).trim();
const run = (...args: string[]): void => {
  execFileSync('npm', args, { stdio: 'inherit', shell });
};

const { name, version, repository } = JSON.parse(read('package.json'));
const problems = refusals({
  gitStatus: output('git', 'status', '--porcelain'),
  changelog: read('CHANGELOG.md'),
  version,
  lockVersion: JSON.parse(read('package-lock.json')).version,
  libraryVersion: LIBRARY_VERSION,
  repository,
});
if (problems.length > 0) stop(problems);

if (!process.argv.includes('--no-test')) run('test');
run('run', 'build:lib');
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', FOLDER];
const [packed] = JSON.parse(output('npm', ...pack));
const path = join(FOLDER, packed.filename);
const tarball = readFileSync(path);
const { buffer, byteOffset, byteLength } = tarball;
const { messages, pkg } = await publint({
  pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer },
  strict: true,
});
if (messages.length > 0) stop(messages.map((message) => String(formatMessage(message, pkg ?? {}))));

const statement = provenance(tarball, {
  name,
  version,
  commit: output('git', 'rev-parse', 'HEAD'),
  node: process.version,
  npm: output('npm', '--version'),
});
writeFileSync(`${path}.provenance.json`, `${JSON.stringify(statement, undefined, 2)}\n`);
console.log(`
${path}
  files      ${packed.entryCount}
  packed     ${(packed.size / 1_000).toFixed(1)} kB
  unpacked   ${(packed.unpackedSize / 1_000).toFixed(1)} kB
  integrity  sha512-${createHash('sha512').update(tarball).digest('base64')}
  provenance ${path}.provenance.json

Nothing was published. In continuous integration that npm trusts:
  npm publish ${path} --provenance --access public`);

function stop(reasons: readonly string[]): never {
  for (const reason of reasons) console.error(`release: ${reason}`);
  process.exit(1);
}
