/** What must fit together before anything is packed. */
export interface ReleaseFacts {
  /** `git status --porcelain`. */
  readonly gitStatus: string;
  readonly changelog: string;
  /** In package.json. */
  readonly version: string;
  /** In package-lock.json. */
  readonly lockVersion: string;
  /** In src/core/base/libraryVersion.ts. */
  readonly libraryVersion: string;
  /** In package.json, where it is. */
  readonly repository: unknown;
}

/** Why this is not to be released, each with what to do; empty where it may be. */
export function refusals(facts: ReleaseFacts): string[] {
  const { gitStatus, changelog, version, lockVersion, libraryVersion, repository } = facts;
  const found: string[] = [];
  if (gitStatus.trim() !== '') {
    found.push(`The working tree has changes; commit or remove them:\n${gitStatus.trimEnd()}`);
  }
  const heading = changelog.split('\n').find((line) => line.startsWith(`## ${version}`));
  if (!heading) {
    found.push(`CHANGELOG.md has no section '## ${version}'; write one.`);
  } else if (!/\(\d{4}-\d{2}-\d{2}\)$/.test(heading)) {
    found.push(`CHANGELOG.md says '${heading}'; give it the day: '## ${version} (YYYY-MM-DD)'.`);
  }
  if (lockVersion !== version) {
    found.push(
      `package-lock.json has version ${lockVersion}, package.json ${version}; npm install.`,
    );
  }
  if (libraryVersion !== version) {
    found.push(
      `src/core/base/libraryVersion.ts has ${libraryVersion}, package.json ${version}; set it.`,
    );
  }
  if (!repository) {
    found.push(
      "package.json names no repository, by which npm shows the README's links and pictures, fills in `bugs` " +
        'and `homepage`, and proves the provenance; npm pkg set repository=github:OWNER/NAME.',
    );
  }
  return found;
}
