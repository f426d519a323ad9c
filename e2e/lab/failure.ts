/** What a call throws, as `Name: message`; `'nothing'` where it does not. */
export async function failure(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'nothing';
  } catch (error) {
    return String(error);
  }
}
