import { type Browser, expect } from 'playwright/test';
import { MOBILENET_URL } from './mobileNetUrl.js';

/** What was computed on wasm. */
export interface Fitted {
  /** The file of a reference of the first CIFAR-10 photos. */
  readonly file: readonly number[];
  /** Features of the photos after these. */
  readonly next: readonly (readonly number[])[];
}

/** A reference fitted on wasm in a page of its own, as where an app is built. @param size Of the reference. @param more Photos after these. */
export async function fittedReference(
  browser: Browser,
  baseURL: string,
  size: number,
  more: number,
): Promise<Fitted> {
  const page = await browser.newPage({ baseURL });
  try {
    await page.goto('/e2e/lab/lab.html');
    await page.waitForFunction(() => window.lab !== undefined);
    const { backend, file, next, progress } = await page.evaluate(
      async ([modelUrl, count, more]) => {
        const { drift, mobilenet, loadPhotoSet, start } = window.lab;
        const { backend } = await start('wasm');
        const model = await mobilenet.loadMobileNet({ modelUrl });
        const photos = await loadPhotoSet('/photos/cifar10');
        const progress: number[] = [];
        const reference = await drift.Reference.fit(
          model,
          Array.from({ length: count }, (_, index) => photos.photo(index)),
          { onProgress: ({ done }) => progress.push(done) },
        );
        const file = [...new Uint8Array(await reference.toFile().arrayBuffer())];
        const next: number[][] = [];
        for (let index = count; index < count + more; index++) {
          const embedding = model.infer(photos.photo(index), true);
          next.push([...(await embedding.data())]);
          embedding.dispose();
        }
        return { backend, file, next, progress };
      },
      [MOBILENET_URL, size, more] as const,
    );
    expect(backend).toBe('wasm');
    expect(progress).toEqual(Array.from({ length: size }, (_, index) => index + 1));
    return { file, next };
  } finally {
    await page.close();
  }
}
