import { Reference } from 'tfjs-drift';

/** The reference that lies beside the model, or why there is none. */
export async function loadShippedReference(
  url: string,
): Promise<{ reference: Reference } | { missing: string }> {
  try {
    const response = await fetch(url);
    if (!response.ok) return { missing: `No reference was found at '${url}'.` };
    return { reference: await Reference.fromFile(await response.blob()) };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}
