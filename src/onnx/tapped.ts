/** Outputs that models have only since they were tapped here, by name: the app does not know of them. */
export const tapped = new Set<string>();
