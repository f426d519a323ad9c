import type { DriftMonitor, StatusCode } from 'tfjs-drift';
import { counted } from '../sources/source.js';

/** What an entry of a log is about. */
export type LogTone = 'plain' | 'calm' | 'alarm' | 'trouble';

/** That inputs come, or came, and are not tested; of an empty window the page tells already. */
const NOT_TESTED: ReadonlySet<StatusCode> = new Set(['measuring', 'thinned', 'dependent', 'stale']);

/**
 * Writes down what a monitor tells: changes of its state, notices and errors.
 *
 * @param about `noun` is what to call an input; of a foreign reference, one that shows other things, an alarm says
 *   no more than that.
 */
export function logMonitor(
  monitor: DriftMonitor,
  { noun, isForeign }: { readonly noun: string; readonly isForeign: boolean },
  write: (text: string, tone?: LogTone) => void,
): void {
  let last = '';
  monitor.on('verdict', ({ state, samples }) => {
    if (state === last) return;
    const at = `at ${noun} ${samples}`;
    // Alarm and recovery have events of their own.
    if (state === 'ok' && last === '') write(`Normal ${at}, by the first test`, 'calm');
    else if (state === 'ok' && last === 'warning') write(`All clear again ${at}`, 'calm');
    else if (state === 'warning' && !isForeign) write(`Possible drift ${at}`);
    last = state;
  });
  monitor.on('alarm', ({ samples, scan }) => {
    if (isForeign) {
      write(`Unlike the reference from ${noun} ${samples} on: it shows other things`, 'trouble');
      return;
    }
    const since = scan ? `, begun about ${counted(scan.began.samplesAgo, noun)} ago` : '';
    write(`Alarm: drift at ${noun} ${samples}${since}`, 'alarm');
  });
  monitor.on('recovered', ({ samples }) => write(`Recovered at ${noun} ${samples}`, 'calm'));
  monitor.on('state', ({ code, reason }) => {
    if (NOT_TESTED.has(code)) write(reason);
  });
  monitor.on('notice', ({ message }) => write(`Notice: ${message}`));
  monitor.on('error', (error) => {
    write(`Error: ${error instanceof Error ? error.message : String(error)}`, 'trouble');
  });
}
