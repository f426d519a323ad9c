/** What the page shows while the parts are loaded, in order. */
export const stages = {
  backend: 'Starting the backend of the model',
  photos: 'Loading 1,200 photos (2.6 MB)',
  model: 'Loading MobileNet (8.6 MB) and warming it up',
  reference: 'Loading the reference',
} as const;

export type Stage = keyof typeof stages;
