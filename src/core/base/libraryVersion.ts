/** As in package.json: reports and saved references say which version made them. */
export const LIBRARY_VERSION = '0.1.0';
