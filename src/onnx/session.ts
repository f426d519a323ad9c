import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { requireOneOf } from '../core/base/names.js';
import { OUTPUT_OPTIONS, tappableOutputs } from '../core/model/outputs/tappableOutputs.js';
import type { FeatureTap, TappableModel } from '../core/model/tap.js';
import type { OnnxSession, Run, SessionOptions } from './runtime.js';
import { tapped } from './tapOnnx.js';

/**
 * @param what Who asks for it, as messages call it.
 * @throws {@link InvalidOptionError} for what is no session, an output that it does not have, or an option that
 *   is not known.
 */
export function tappableSession<Session extends OnnxSession>(
  what: string,
  session: Session,
  options: SessionOptions,
): TappableModel<Session> {
  requireSession(session);
  let isReleased = false;
  const { mask } = options;
  if (mask !== undefined) requireOneOf('mask', mask, session.inputNames);
  const known = { ...OUTPUT_OPTIONS, device: true, mask: true } as const;
  return tappableOutputs(what, options, known, {
    name: 'onnx',
    outputNames: session.outputNames,
    architecture: `inputs ${session.inputNames.join(', ')}${mask ? `; mask ${mask}` : ''}`,
    isAlive: () => !isReleased,
    tap: (tap) =>
      tapSession(session, options, tap, () => {
        isReleased = true;
      }),
  });
}

/** Kept, since `import` of what is there already takes a browser some tasks more. */
let part: typeof import('./sessionTap.later.js') | undefined;

function tapSession<Session extends OnnxSession>(
  session: Session,
  options: SessionOptions,
  tap: FeatureTap,
  onRelease: () => void,
): Session {
  const { features, hide = tapped.has(features) } = options;
  const hidden = hide ? [features] : [];
  let watched: Run | undefined;
  const run: Run = async (...request) => {
    try {
      part ??= await loadPart(() => import('./sessionTap.later.js'));
      watched ??= part.watchedRun(session, options, hidden, tap);
    } catch (error) {
      tap.onError(error);
      return (session.run as Run).call(session, ...request);
    }
    return watched(...request);
  };
  const release = async (): Promise<void> => {
    onRelease();
    await (session as { release?: () => Promise<void> }).release?.();
  };
  const outputNames = session.outputNames.filter((name) => !hidden.includes(name));
  const replaced = { run, release, outputNames };
  return new Proxy(session, {
    get: (target, property) => {
      const from: object = Object.hasOwn(replaced, property) ? replaced : target;
      const value = (from as Readonly<Record<PropertyKey, unknown>>)[property];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function requireSession(session: OnnxSession): void {
  const { run, outputNames } = Object(session) as Partial<OnnxSession>;
  if (typeof run === 'function' && Array.isArray(outputNames)) return;
  throw new InvalidOptionError(`session: an InferenceSession was expected, ${came(session)} came.`);
}
