import { createHash } from 'node:crypto';

/** What a tarball was made from. */
export interface Origin {
  readonly name: string;
  readonly version: string;
  /** Hash of the commit that was built. */
  readonly commit: string;
  readonly node: string;
  readonly npm: string;
}

/**
 * An in-toto statement (v1) with a SLSA provenance predicate (v1), unsigned: npm signs its own when
 * the tarball is published with `--provenance`, and the two can be compared.
 */
export function provenance(tarball: Uint8Array, origin: Origin): object {
  const { name, version, commit, node, npm } = origin;
  const digest = (algorithm: string): string => createHash(algorithm).update(tarball).digest('hex');
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: `pkg:npm/${name}@${version}`,
        digest: { sha256: digest('sha256'), sha512: digest('sha512') },
      },
    ],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'https://slsa-framework.github.io/npm-build-types/v1',
        externalParameters: { command: 'npm run release' },
        resolvedDependencies: [{ uri: 'git', digest: { gitCommit: commit } }],
      },
      runDetails: { builder: { id: 'local', version: { node, npm } } },
    },
  };
}
