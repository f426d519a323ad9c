import { blockMethods } from './blockMethods.js';
import { hotelling } from './hotelling.js';
import { type Method, namesOf } from './method.js';
import { exactMmdew, mmdew } from './mmdew.js';
import { newma } from './newma.js';
import { evidence, scans } from './ownPolicies.js';
import { calm, tutorial } from './windowMethods.js';

export const methods: readonly Method[] = [
  scans,
  evidence,
  calm,
  blockMethods,
  newma,
  mmdew,
  exactMmdew,
  hotelling,
  tutorial,
];
export const methodNames: readonly string[] = namesOf(methods);
