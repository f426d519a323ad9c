import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Checksum {
  file: string;
  bytes: number;
  sha256: string;
}

export function checksums(directory: string, files: readonly string[]): Checksum[] {
  return files.map((file) => {
    const content = readFileSync(join(directory, file));
    return {
      file,
      bytes: content.byteLength,
      sha256: createHash('sha256').update(content).digest('hex'),
    };
  });
}

/** Writes `SHA256SUMS` in the format that `sha256sum --check` reads. */
export function writeChecksums(directory: string, sums: readonly Checksum[]): void {
  const lines = sums.map(({ file, sha256 }) => `${sha256}  ${file}\n`);
  writeFileSync(join(directory, 'SHA256SUMS'), lines.join(''));
}

export function checksumTable(sums: readonly Checksum[]): string {
  const rows = sums.map(({ file, bytes, sha256 }) => `| \`${file}\` | ${bytes} | \`${sha256}\` |`);
  return ['| file | bytes | sha256 |', '|---|---|---|', ...rows].join('\n');
}
