/** What this library does: the scan (of features as they are, and with whitened ones), the partial test, evidence. */
import type { AlarmTest } from '../../src/core/alarm/alarmPolicy.js';
import { evidencePolicy } from '../../src/core/alarm/policies.js';
import { policyContext } from '../streams/policyContext.js';
import { ScannedStream } from '../studies/scan.js';
import type { Method } from './method.js';

/** Of the false alarms, what features as they are have beside whitened ones. */
const RAW_SHARE = 0.8;

/** Its evidence is held at what was wanted; it is to rise freely. */
const UNBOUNDED = 1e9;

export const scans: Method = {
  names: ['scanPolicy', 'scanPolicy, raw features alone', "scanPolicy, alarmOn: 'new'"],
  usesKernel: false,
  async prepare({ rows }, runTime, seed) {
    const stream = await ScannedStream.of(rows, runTime, seed, { alarmOn: 'any' });
    return {
      restart: () => stream.restart(),
      push({ row }) {
        const { alarms, runTime: whole, views, novelty } = stream.push(row);
        const share = views.length > 1 ? RAW_SHARE : 1;
        const raw = Math.max(...views[0]!.runTimes) / share;
        return [
          { statistic: Math.log(whole), alarms },
          { statistic: Math.log(raw), alarms: raw > runTime },
          { statistic: Math.log(novelty!.runTime), alarms: novelty!.runTime > runTime },
        ];
      },
    };
  },
};

export const evidence: Method = {
  names: ['evidencePolicy'],
  usesKernel: false,
  async prepare({ rows, bandwidth }, runTime, seed) {
    const context = policyContext(rows, bandwidth, 20, UNBOUNDED, seed);
    const rule = await evidencePolicy().start(context);
    return {
      restart: () => rule.restart?.(),
      push({ row }) {
        const test = { newRows: [row], rows: [row], timeMs: 0 } as unknown as AlarmTest;
        const found = rule.decide(test).evidence!;
        return [{ statistic: Math.log(found), alarms: found >= runTime }];
      },
    };
  },
};
