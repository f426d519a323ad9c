import { Chart } from 'chart.js';
import { StrictMode, useEffect, useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { NullChart, ScanChart, ScatterChart, useDriftMonitor } from 'tfjs-drift/react';
import { Drift, useMonitor } from '../recipes/react.js';
import { feed, reference } from './inputs.js';

let renders = 0;

/** The recipe, and the charts that it does not have. */
function Watched({ text }: { text: string }) {
  const monitor = useMonitor(reference);
  const { state } = useDriftMonitor(monitor) ?? {};
  window.app.renders = ++renders;
  useEffect(() => {
    window.app.monitor = monitor;
  }, [monitor]);
  const projection = useMemo(
    () => ({
      embedding: [
        [-4, -4],
        [4, 4],
      ],
      transform: (rows: readonly ArrayLike<number>[]) => rows.map((row) => [row[0]!, row[1]!]),
    }),
    [],
  );
  return (
    <>
      <Drift monitor={monitor} />
      <output>{state}</output>
      <ScanChart monitor={monitor} id="scan" length={50} />
      <NullChart monitor={monitor} className="null" />
      <ScatterChart
        monitor={monitor}
        projection={projection}
        id="map"
        onPin={() => window.app.said?.push(text)}
      />
    </>
  );
}

const root = createRoot(document.getElementById('root')!);

function renderSaying(text: string): void {
  root.render(
    <StrictMode>
      <Watched text={text} />
    </StrictMode>,
  );
}

window.app = {
  Chart,
  feed,
  said: [],
  mount: () => renderSaying('first'),
  unmount: () => root.render(null),
  renderSaying,
  mountWrong: () => root.render(<Drift monitor={'#monitor' as never} />),
};
