import type { SkippedFile } from './files.js';

/** Files by what can be done with them. */
export interface SortedFiles {
  readonly images: readonly File[];
  readonly videos: readonly File[];
  readonly references: readonly File[];
  readonly skipped: readonly SkippedFile[];
}

/** By type and name; whether an image can be decoded is not known before. */
export function sortFiles(files: readonly File[]): SortedFiles {
  const images: File[] = [];
  const videos: File[] = [];
  const references: File[] = [];
  const skipped: SkippedFile[] = [];
  for (const file of files) {
    if (file.name.endsWith('.safetensors')) references.push(file);
    else if (file.type.startsWith('image/')) images.push(file);
    else if (file.type.startsWith('video/')) videos.push(file);
    else skipped.push({ name: file.name, why: `is no image (${file.type || 'no type'})` });
  }
  return { images, videos, references, skipped };
}
