import { came } from '../core/base/checks.js';
import { InvalidOptionError } from '../core/base/errors.js';
import { loadPart } from '../core/base/loadPart.js';
import { OUTPUT_OPTIONS, tappableOutputs } from '../core/model/outputs/tappableOutputs.js';
import type { FeatureTap, TappableModel } from '../core/model/tap.js';
import { type Answer, type Run, visible, type WatchedRun } from './answers.js';
import type { CompiledOptions, LiteRtDetails, LiteRtModel } from './runtime.js';
import { tapped } from './tapLiteRt.js';

/**
 * @param what Who asks for it, as messages call it.
 * @throws {@link InvalidOptionError} for what is no model, an output that it does not have, or an option that is
 *   not known.
 */
export function tappableCompiled<Model extends LiteRtModel>(
  what: string,
  model: Model,
  options: CompiledOptions,
): TappableModel<Model> {
  requireModel(model);
  const runners = [model, ...Object.values(model.signatures ?? {})];
  return tappableOutputs(what, options, OUTPUT_OPTIONS, {
    name: 'litert',
    outputNames: [...new Set(runners.flatMap((runner) => namesOf(runner.getOutputDetails())))],
    architecture: `inputs ${namesOf(model.getInputDetails()).join(', ')}`,
    isAlive: () => !model.deleted,
    tap: (tap) => tapCompiled(model, options, tap),
  });
}

/** Kept, since `import` of what is there already takes a browser some tasks more. */
let part: typeof import('./compiledTap.later.js') | undefined;

function tapCompiled<Model extends LiteRtModel>(
  model: Model,
  options: CompiledOptions,
  tap: FeatureTap,
): Model {
  const { features, hide = tapped.has(features) } = options;
  const hidden = hide ? features : undefined;
  let watched: WatchedRun | undefined;

  const run = async (runner: LiteRtModel, request: readonly unknown[]): Promise<Answer> => {
    const [first] = request;
    const asked = typeof first === 'string' ? runner.signatures?.[first] : runner;
    const names = namesOf(asked?.getOutputDetails() ?? []);
    const pass = () => (runner.run as Run).call(runner, ...request);
    if (!names.includes(features)) return pass();
    try {
      part ??= await loadPart(() => import('./compiledTap.later.js'));
      watched ??= part.watchedRun(options, hidden, tap);
    } catch (error) {
      tap.onError(error);
      return visible(await pass(), names, hidden);
    }
    return watched(pass, names, request);
  };

  const watchedRunner = <Runner extends LiteRtModel>(runner: Runner): Runner => {
    const replaced: Readonly<Record<PropertyKey, () => unknown>> = {
      run:
        () =>
        (...request: readonly unknown[]) =>
          run(runner, request),
      getOutputDetails: () => () => runner.getOutputDetails().filter(({ name }) => name !== hidden),
      signatures: () => runner.signatures && mapped(runner.signatures, watchedRunner),
    };
    return new Proxy(runner, {
      get: (target, property) => {
        if (Object.hasOwn(replaced, property)) return replaced[property]!();
        const value = Reflect.get(target, property, target) as unknown;
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  return watchedRunner(model);
}

const namesOf = (details: readonly LiteRtDetails[]): string[] => details.map(({ name }) => name);

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  to: (from: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, to(value)]));
}

function requireModel(model: LiteRtModel): void {
  const { run, getOutputDetails } = Object(model) as Partial<LiteRtModel>;
  if (typeof run === 'function' && typeof getOutputDetails === 'function') return;
  throw new InvalidOptionError(
    `model: a CompiledModel of LiteRT.js was expected, ${came(model)} came.`,
  );
}
