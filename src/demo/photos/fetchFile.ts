/** @throws Error where the server has no such file, or cannot be reached. */
export async function fetchFile(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`'${url}' could not be loaded: ${response.status}.`);
  return response;
}
