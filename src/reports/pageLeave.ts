/**
 * Calls back when the page is hidden or left, which may be the last that it gets to do: phones end
 * hidden pages without a further event, and `unload` would keep pages out of the back/forward cache.
 * Nothing is listened to where there is no document.
 *
 * @returns A function that takes the listeners off again.
 */
export function onPageLeave(leave: () => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const leaveIfHidden = (): void => {
    if (document.visibilityState === 'hidden') leave();
  };
  document.addEventListener('visibilitychange', leaveIfHidden);
  addEventListener('pagehide', leave);
  return () => {
    document.removeEventListener('visibilitychange', leaveIfHidden);
    removeEventListener('pagehide', leave);
  };
}
