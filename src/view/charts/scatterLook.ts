import { Chart, type ChartDataset, type ChartOptions, type LegendItem } from 'chart.js';
import { type ChartTheme, withOpacity } from './theme.js';
import { witnessColours } from './witnessColours.js';

const OLDEST_OPACITY = 0.3;

type ScatterStyle = Omit<ChartDataset<'scatter'>, 'data'>;

/** How live rows are drawn: older ones fainter, or by their witness; the newest largest. */
export function liveStyle(
  theme: ChartTheme,
  count: number,
  witness?: ArrayLike<number>,
): ScatterStyle {
  const newest = count - 1;
  const ages = Array.from({ length: count }, (_, age) => age);
  const colours = witness
    ? witnessColours(theme, witness)
    : ages.map((age) => withOpacity(theme.live, opacity(age, newest)));
  return {
    label: witness ? 'live (this colour: most unlike)' : 'live, newest largest',
    pointStyle: 'triangle',
    pointRadius: ages.map((age) => (age === newest ? 9 : 5)),
    pointBackgroundColor: colours,
    pointBorderColor: colours,
    backgroundColor: theme.live,
    borderColor: theme.live,
  };
}

export function referenceStyle(theme: ChartTheme): ScatterStyle {
  return {
    label: 'reference',
    pointStyle: 'circle',
    pointRadius: 2.5,
    borderWidth: 0,
    backgroundColor: withOpacity(theme.reference, 0.5),
  };
}

/** Axes, legend and font. */
export function scatterOptions(theme: ChartTheme): ChartOptions<'scatter'> {
  // The map's axes have no unit and no meaning of their own: only distances count.
  const axis = {
    ticks: { display: false },
    grid: { color: theme.grid },
    border: { display: false },
  };
  return {
    animation: false,
    responsive: false,
    maintainAspectRatio: false,
    scales: { x: axis, y: axis },
    plugins: {
      legend: {
        position: 'bottom',
        reverse: true,
        labels: {
          usePointStyle: true,
          generateLabels: legendItems,
          boxHeight: 7,
          color: theme.text,
          font: { family: theme.fontFamily, size: 11 },
        },
      },
      tooltip: { enabled: false },
    },
  };
}

function opacity(age: number, newest: number): number {
  return newest === 0 ? 1 : OLDEST_OPACITY + ((1 - OLDEST_OPACITY) * age) / newest;
}

/** In the colour of the dataset, where Chart.js takes that of its first point: the oldest, faintest. */
function legendItems(chart: Chart): LegendItem[] {
  return Chart.defaults.plugins.legend.labels.generateLabels(chart).map((item) => {
    const colour = String(chart.data.datasets[item.datasetIndex!]?.backgroundColor);
    return { ...item, fillStyle: colour, strokeStyle: colour };
  });
}
