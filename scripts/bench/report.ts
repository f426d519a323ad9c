import { writeFileSync } from 'node:fs';
import type { BackendInfo } from '../../src/core/model/runtime.js';
import type { Row } from './rows/benchRow.js';

/** Prints rows as they come, and keeps them. */
export class Report {
  readonly #rows: Row[] = [];

  add(found: readonly Row[]): void {
    this.#rows.push(...found);
    for (const { name, size, value, unit } of found) {
      console.log(`${name.padEnd(40)} ${size.padEnd(28)} ${format(value)} ${unit}`);
    }
  }

  write(file: string, { adapter, backend }: Pick<BackendInfo, 'adapter' | 'backend'>): void {
    const date = new Date().toISOString();
    writeFileSync(
      file,
      `${JSON.stringify({ adapter, backend, date, rows: this.#rows }, null, 2)}\n`,
    );
  }
}

function format(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 3;
  return value.toFixed(digits).padStart(9);
}
