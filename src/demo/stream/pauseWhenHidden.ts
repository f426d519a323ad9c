import type { Player } from './player.js';

/**
 * Pauses while the page cannot be seen: browsers draw no frames for hidden ones.
 *
 * @param onPaused Called when the step under way has ended, too.
 */
export function pauseWhenHidden(player: Player, onPaused: () => void): void {
  let isPausedByHiding = false;
  document.addEventListener('visibilitychange', async () => {
    if (document.hidden && player.isPlaying) {
      isPausedByHiding = true;
      await player.pause();
      onPaused();
    } else if (!document.hidden && isPausedByHiding) {
      isPausedByHiding = false;
      player.play();
    }
  });
}
