import { defineConfig } from 'vite';
import { appConfig } from '../shared/appConfig.js';

export default defineConfig(appConfig(import.meta.dirname, ['messages']));
