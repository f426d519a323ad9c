/**
 * The longest time, in ms, in which the page's own thread did not get to its next task: it posts itself
 * one message after another.
 */
export function watchGaps(): { stop(): number } {
  const { port1, port2 } = new MessageChannel();
  let last = performance.now();
  let longest = 0;
  const look = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  };
  port1.onmessage = () => {
    look();
    port2.postMessage(0);
  };
  port2.postMessage(0);
  return {
    stop() {
      // The task that ends the watch may itself be the longest.
      look();
      port1.close();
      return longest;
    },
  };
}
