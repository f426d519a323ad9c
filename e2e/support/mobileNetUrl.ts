/** Where the lab's server has MobileNet v1, alpha 1.0. */
export const MOBILENET_URL = '/models/mobilenet_v1_1.0_224/model.json';
