import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { actionFolder } from '../../emulators/runner/action-file.ts';
import { helpLine } from '../../src/report/help.ts';
import { home } from '../../src/util/action.ts';
import { topics } from '../../src/util/errors.ts';
import { refusals } from '../../src/explain/refusals.ts';

/** Every failure ends with a link, and every link leads to a heading. */

const page = readFileSync(join(actionFolder, 'docs/troubleshooting.md'), 'utf8');
/** The anchors in front of headings. One heading can have several. */
const anchors = [...page.matchAll(/^(?:<a id="[a-z0-9-]+"><\/a>\n)+\n#{2,3} .+$/gm)].flatMap(([lines]) =>
  [...lines.matchAll(/<a id="(.+)">/g)].map(([, id = '']) => id),
);

test('each topic of a failure has one heading, and each anchor is a topic', () => {
  expect(anchors.toSorted()).toEqual(topics.join(' ').split(' ').toSorted());
  expect(page.match(/<a id=/g)).toHaveLength(anchors.length);
});

test('each example in YAML can be parsed', () => {
  const examples = [...page.matchAll(/^( *)```yaml\n(.+?)^ *```$/gms)];
  expect(examples.length).toBeGreaterThan(20);
  for (const [, , text = ''] of examples) expect(() => parse(text) as unknown).not.toThrow();
});

test.each(refusals().flatMap(({ matches }) => Object.values(matches).flat()))('the server: %s', (words) => {
  expect(page).toContain(words);
});

describe('the last line of a failure', () => {
  const env = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_ACTION_REPOSITORY: 'acme/zitadel-token-action',
    GITHUB_ACTION_REF: 'v1',
  };

  test('links to the page of the version that runs', () => {
    expect(helpLine('redirect', env)).toBe(
      'Help: https://github.com/acme/zitadel-token-action/blob/v1/docs/troubleshooting.md#redirect',
    );
  });

  test.each([
    ['Gitea or Forgejo, from a mirror', 'https://git.acme.example', 'mirrors/zitadel-token-action', 'v1'],
    ['Gitea, by its address', 'https://git.acme.example', 'https://github.com/acme/zitadel-token-action', 'main'],
    ['GitHub Enterprise Server', 'https://ghe.acme.example', 'acme/zitadel-token-action', 'v1.2.3'],
    ['a commit', 'https://git.acme.example', 'acme/zitadel-token-action', '62e4b55ab01dcf0a8e3a5f8a0c1bd0d4a51f0b53'],
    ['a later major version', 'https://git.acme.example', 'acme/zitadel-token-action', 'v23'],
    ['no ref', 'https://git.acme.example', 'acme/zitadel-token-action', ''],
  ])('on another server than github.com leads to the home of the action: %s', (_, server, repository, ref) => {
    const other = { GITHUB_SERVER_URL: server, GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref };
    expect(helpLine('redirect', other)).toBe(
      `Help: ${home}/blob/${ref === 'v23' ? 'v23' : 'v1'}/docs/troubleshooting.md#redirect`,
    );
    expect(helpLine('redirect', { ...other, GITHUB_ACTION_REPOSITORY: '' })).toBe(
      'Help: docs/troubleshooting.md#redirect',
    );
  });

  test.each(Object.keys(env))('leads to the file without %s, as with `uses: ./`', (name) => {
    expect(helpLine('redirect', { ...env, [name]: '' })).toBe('Help: docs/troubleshooting.md#redirect');
  });
});
