import type { ChartDataset } from 'chart.js';
import { type ChartTheme, withOpacity } from './theme.js';

type LineStyle = Omit<ChartDataset<'line'>, 'data'>;

/** Where the alarm zone lies: below a p-value, or above an MMD². */
export function zoneStyle(measure: 'mmd2' | 'pValue'): Pick<LineStyle, 'yAxisID' | 'fill'> {
  return measure === 'mmd2' ? { yAxisID: 'mmd2', fill: 'end' } : { yAxisID: 'p', fill: 'start' };
}

/** How states are painted behind the lines. */
export function bandColour(theme: ChartTheme, state: 'warning' | 'drift'): string {
  return state === 'warning' ? withOpacity(theme.warning, 0.2) : withOpacity(theme.alarm, 0.12);
}

/** How the p-value, the threshold, MMD², alarms, and the bands' legend are drawn, in that order. */
export function historyStyles(theme: ChartTheme): LineStyle[] {
  const line = {
    pointRadius: 0,
    borderWidth: 2,
    parsing: false as const,
    pointStyle: 'line' as const,
  };
  const band = (state: 'warning' | 'drift'): LineStyle => ({
    ...line,
    label: state,
    yAxisID: 'mmd2',
    pointStyle: 'rect',
    borderWidth: 0,
    backgroundColor: bandColour(theme, state),
  });
  return [
    {
      ...line,
      label: 'p-value',
      yAxisID: 'p',
      borderColor: theme.pValue,
      borderJoinStyle: 'round',
    },
    {
      ...line,
      label: 'alarm zone',
      borderColor: theme.alarm,
      borderWidth: 1.5,
      borderDash: [5, 4],
      ...zoneStyle('mmd2'),
      backgroundColor: withOpacity(theme.alarm, 0.12),
    },
    {
      ...line,
      label: 'MMD²',
      yAxisID: 'mmd2',
      borderColor: withOpacity(theme.statistic, 0.75),
      borderWidth: 1.5,
    },
    {
      ...line,
      label: 'alarm raised',
      yAxisID: 'mmd2',
      showLine: false,
      pointStyle: 'triangle',
      pointRadius: 6,
      borderWidth: 1,
      borderColor: theme.alarm,
      backgroundColor: theme.alarm,
    },
    band('warning'),
    band('drift'),
  ];
}
