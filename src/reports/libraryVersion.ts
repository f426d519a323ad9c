/** As in package.json: reports say which version made them. */
export const LIBRARY_VERSION = '0.1.0';
