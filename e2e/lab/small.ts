import { Chart } from 'chart.js';
import * as charts from 'tfjs-drift/charts';
import * as drift from 'tfjs-drift/core';
import * as fleet from 'tfjs-drift/fleet';
import * as reports from 'tfjs-drift/reports';
import { failure } from './failure.js';
import { gaussianRows } from './gaussianRows.js';
import { reportedMonitor } from './reportedMonitor.js';
import { sketchedMonitor } from './sketchedMonitor.js';

/** What there is of the lab without tfjs, which is most of its weight: pages of it open in half the time. */
const lab = {
  Chart,
  charts,
  drift,
  failure,
  fleet,
  gaussianRows,
  reportedMonitor,
  reports,
  sketchedMonitor,
};

Object.assign(window, { lab });
