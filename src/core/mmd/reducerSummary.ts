import type { ReducedReference } from './reducedReference.js';

/** The projection that came before a test, as verdicts tell of it. */
export interface ReducerSummary {
  readonly kind: 'pca' | 'whitened-pca';
  /** Values of a projected row. */
  readonly components: number;
  /** Rows of the reference that it was fitted on, none of them tested against. */
  readonly fittedOn: number;
  /** Rows of the reference that live rows were tested against. */
  readonly testedAgainst: number;
}

export function reducerSummary({ reducer, fittedOn, rows }: ReducedReference): ReducerSummary {
  return {
    kind: reducer.whiten ? 'whitened-pca' : 'pca',
    components: reducer.components.count,
    fittedOn,
    testedAgainst: rows.count,
  };
}
