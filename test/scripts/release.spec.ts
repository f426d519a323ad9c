import { createHash } from 'node:crypto';
import { expect, test } from 'playwright/test';
import { provenance } from '../../scripts/release/provenance.js';
import { type ReleaseFacts, refusals } from '../../scripts/release/refusals.js';

const good: ReleaseFacts = {
  gitStatus: '',
  changelog: '# Changelog\n\n## 1.2.3 (2026-11-25)\n\n- News.\n',
  version: '1.2.3',
  lockVersion: '1.2.3',
  libraryVersion: '1.2.3',
  repository: 'github:someone/tfjs-drift',
};

test('what fits together may be released', () => {
  expect(refusals(good)).toEqual([]);
});

const faults: [string, Partial<ReleaseFacts>, RegExp][] = [
  ['changes', { gitStatus: ' M src/index.ts\n' }, /has changes.*\n M src\/index\.ts$/],
  [
    'no section',
    { changelog: '# Changelog\n\n## 1.2.2 (2026-11-01)\n' },
    /no section '## 1\.2\.3'/,
  ],
  ['no day', { changelog: '## 1.2.3 (unreleased)\n' }, /give it the day/],
  ['another lock', { lockVersion: '1.2.2' }, /package-lock\.json has version 1\.2\.2/],
  ['another constant', { libraryVersion: '1.2.2' }, /libraryVersion\.ts has 1\.2\.2/],
  ['no repository', { repository: undefined }, /npm pkg set repository=github/],
];

for (const [what, changes, reason] of faults) {
  test(`not released: ${what}`, () => {
    const found = refusals({ ...good, ...changes });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(reason);
  });
}

test('the provenance names the tarball by its digests, and the commit', () => {
  const tarball = new TextEncoder().encode('tarball');
  const origin = { name: 'n', version: '1.2.3', commit: 'c0ffee', node: 'v20', npm: '10' };
  expect(provenance(tarball, origin)).toMatchObject({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: 'pkg:npm/n@1.2.3',
        digest: { sha512: createHash('sha512').update('tarball').digest('hex') },
      },
    ],
    predicate: {
      buildDefinition: { resolvedDependencies: [{ digest: { gitCommit: 'c0ffee' } }] },
    },
  });
});
