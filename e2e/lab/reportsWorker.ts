/** Sends an alarm to the address it is given, and answers what a worker has, and what went wrong. */
import { beaconSink } from 'tfjs-drift/reports';

addEventListener('message', async ({ data: url }: MessageEvent<string>) => {
  const errors: string[] = [];
  const sink = beaconSink(url, { onError: (error) => errors.push(String(error)) });
  const alarm = { type: 'alarm' } as unknown as Parameters<typeof sink.send>[0];
  await sink.send(alarm);
  await sink.flush?.();
  postMessage([typeof document, typeof navigator.sendBeacon, ...errors]);
});
