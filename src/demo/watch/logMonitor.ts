import type { DriftMonitor } from 'tfjs-drift';
import type { LogPanel } from '../panels/logPanel.js';

/** Writes down what a monitor tells: changes of its state, notices and errors. */
export function logMonitor(monitor: DriftMonitor, log: LogPanel, noun: string): void {
  let last = '';
  monitor.on('verdict', ({ state, samples }) => {
    if (state === last) return;
    const at = `at ${noun} ${samples}`;
    // Alarm and recovery have events of their own.
    if (state === 'ok' && last === '') log.add(`All clear ${at}, by the first test`, 'calm');
    else if (state === 'ok' && last === 'warning') log.add(`All clear again ${at}`, 'calm');
    else if (state === 'warning') log.add(`Possible drift ${at}`);
    last = state;
  });
  monitor.on('alarm', ({ samples, pValue }) => {
    log.add(`Alarm: drift at ${noun} ${samples}, p-value ${pValue.toFixed(3)}`, 'alarm');
  });
  monitor.on('recovered', ({ samples }) => log.add(`Recovered at ${noun} ${samples}`, 'calm'));
  monitor.on('notice', ({ message }) => log.add(`Notice: ${message}`));
  monitor.on('error', (error) => {
    log.add(`Error: ${error instanceof Error ? error.message : String(error)}`, 'trouble');
  });
}
