/** Lets intervals and timers of a second and more pass in a thousandth of their time, while `work` lasts. */
export async function inHurry<Result>(work: () => Promise<Result>): Promise<Result> {
  const { setInterval, setTimeout } = globalThis;
  const sooner = (ms = 0): number => (ms >= 1_000 ? ms / 1_000 : ms);
  Object.assign(globalThis, {
    setInterval: (call: () => void, ms?: number) => setInterval(call, sooner(ms)),
    setTimeout: (call: () => void, ms?: number) => setTimeout(call, sooner(ms)),
  });
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setInterval, setTimeout });
  }
}
