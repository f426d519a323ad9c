import { Chart, type ChartDataset, type ChartOptions, type LegendItem } from 'chart.js';
import { color } from 'chart.js/helpers';
import { type ChartTheme, withOpacity } from './theme.js';

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
    title: {
      display: false,
      text: '',
      color: theme.text,
      font: { family: theme.fontFamily, size: 11 },
    },
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

/**
 * A colour for each witness: the reference's for the most like it, the live colour for the most
 * unlike it, and a mixture between. The scale is symmetric about 0, up to the largest magnitude.
 *
 * @returns CSS colours, one for each.
 */
function witnessColours(theme: ChartTheme, witness: ArrayLike<number>): string[] {
  const values = Array.from(witness);
  const largest = Math.max(...values.map(Math.abs)) || 1;
  return values.map((value) => between(theme, (1 - value / largest) / 2));
}

/** @param unlikeness 0 to 1. */
function between({ reference, live }: ChartTheme, unlikeness: number): string {
  return color(live).mix(color(reference), unlikeness).rgbString();
}
