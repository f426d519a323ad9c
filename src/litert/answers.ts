/** What a run of a model answers with. */
import type { LiteRtTensor } from './runtime.js';

/** By name where inputs came by name, else in the order of the outputs. */
export type Answer = Readonly<Record<string, LiteRtTensor>> | readonly LiteRtTensor[];

/** `CompiledModel.run`: the name of a signature or not, then inputs. */
export type Run = (...request: readonly unknown[]) => Promise<Answer>;

/** @param names Of all outputs of the pass, in their order. */
export type WatchedRun = (
  pass: () => Promise<Answer>,
  names: readonly string[],
  request: readonly unknown[],
) => Promise<Answer>;

/** What of an answer the app gets; what it does not know of is deleted. */
export function visible(
  answer: Answer,
  names: readonly string[],
  hidden: string | undefined,
): Answer {
  if (hidden === undefined) return answer;
  tensorIn(answer, names, hidden)?.delete();
  if (Array.isArray(answer)) return answer.filter((_, at) => names[at] !== hidden);
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== hidden));
}

/** @param names Of all outputs, in their order. */
export function tensorIn(
  answer: Answer,
  names: readonly string[],
  name: string,
): LiteRtTensor | undefined {
  const tensors: Readonly<Record<string, LiteRtTensor>> = answer as never;
  return tensors[Array.isArray(answer) ? names.indexOf(name) : name];
}
