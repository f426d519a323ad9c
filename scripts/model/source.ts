import type { NpmPackage } from '../provenance/npmPackage.js';

export const SOURCE: NpmPackage = {
  name: 'demba-ba-net',
  version: '0.2.0',
  integrity:
    'sha512-js30OMLZ8sD9PT7vpy23Q8BMrFqaSNLmhDWEQcjHSwIWVHhowJMrJX2rp2Vm5dOvecGvEhEEM5eHuMhOMdqt0w==',
};

/** The folder of the package that holds the LayersModel. */
export const SOURCE_FOLDER = 'mobilenet';

export const OUTPUT_FOLDER = 'public/models/mobilenet_v1_1.0_224';
