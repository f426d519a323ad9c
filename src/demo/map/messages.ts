/** Rows to fit the map on, then rows to place on it. */
export type MapRequest =
  | { readonly fit: readonly ArrayLike<number>[] }
  | { readonly id: number; readonly place: readonly ArrayLike<number>[] };

/** The worker's answers, each to one request. */
export type MapReply =
  | { readonly embedding: number[][] }
  | { readonly id: number; readonly placed: number[][] }
  | { readonly failure: string };
