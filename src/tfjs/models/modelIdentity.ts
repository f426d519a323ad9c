import { loadPart } from '../../core/base/loadPart.js';
import type { ModelIdentity } from '../../core/model/identity.js';
import type { ModelWeights } from './identifyWeights.later.js';

/** As `TappableModel.identify` says. */
export async function identifyModel(
  names: Pick<ModelIdentity, 'name' | 'featureNode' | 'logitsNode'>,
  weights: ModelWeights,
  signal?: AbortSignal,
): Promise<ModelIdentity> {
  const { identifyWeights } = await loadPart(() => import('./identifyWeights.later.js'));
  return { ...names, ...(await identifyWeights(weights, signal)) };
}
