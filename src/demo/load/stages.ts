/** What the page shows while the parts are loaded. */
export const stages = {
  backend: { step: 1, text: 'Starting the backend of the model' },
  model: { step: 2, text: 'Loading MobileNet (8.6 MB) and warming it up' },
  museum: { step: 3, text: 'Loading five museum photos (1.4 MB) and their reference' },
  cifar10: { step: 3, text: 'Loading 1,200 photos (2.6 MB) and their reference' },
} as const;

export type Stage = keyof typeof stages;
