import { test } from 'playwright/test';
import { installDependencies } from '../../scripts/build/installed.js';

test('what the fleet needs is installed', () => {
  installDependencies('fleet');
});
