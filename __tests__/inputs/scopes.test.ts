import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { defaultScopes } from '../../src/inputs/audiences.ts';
import { lintScopes, parseScopes as parse } from '../../src/inputs/scopes.ts';
import { splitList } from '../../src/util/text.ts';
import { runInProcess } from '../support/in-process.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { expectTokenRequest, secretInputs, tokenAnswer, useNock } from '../support/zitadel.ts';

useNock();

const id = '312345678901234567';
const zitadel = 'urn:zitadel:iam:org:project:id:zitadel:aud';
const usual = defaultScopes.join(' ');

function parseScopes(scopes: string, projectIds: string): string[] {
  return parse(splitList(scopes), splitList(projectIds));
}

describe('scopes are separated', () => {
  test.each([
    ['a space', 'openid profile'],
    ['spaces', '  openid   profile '],
    ['a comma', 'openid,profile'],
    ['commas and spaces', 'openid , profile,'],
    ['a newline', 'openid\nprofile\n'],
    ['a carriage return and a newline', 'openid\r\nprofile\r\n'],
    ['a tab', 'openid\tprofile'],
    ['a no-break space', 'openid\u00A0profile'],
    ['a block of YAML', '\n  openid\n\n  profile\n'],
  ])('by %s', (_, text) => {
    expect(parseScopes(text, '')).toEqual(['openid', 'profile']);
  });

  test('and each is requested once, in the order given', () => {
    expect(parseScopes('profile openid profile, openid', '')).toEqual(['profile', 'openid']);
  });

  test('and the scopes of project IDs follow', () => {
    const own = `urn:zitadel:iam:org:project:id:${id}:aud`;
    const other = 'urn:zitadel:iam:org:project:id:7:aud';
    expect(parseScopes(`openid ${own}`, `${id},7\n${id}`)).toEqual(['openid', own, other]);
  });

  test('and project IDs alone are enough', () => {
    expect(parseScopes('', '7')).toEqual(['urn:zitadel:iam:org:project:id:7:aud']);
  });
});

describe('rejected:', () => {
  test.each([
    // scopes, projects, message, fix
    [',', '', "The input 'scopes' contains no scope", "Remove 'scopes', or set it to scopes such as openid urn:"],
    ['openid\\', '', 'The scope "openid\\" contains a character', "Correct it in 'scopes': only visible ASCII"],
    ['öpenid', '', 'The scope "öpenid" contains a character', "Correct it in 'scopes': only visible ASCII"],
    [
      'openid',
      '7"',
      `The scope "urn:zitadel:iam:org:project:id:7':aud" contains`,
      "Correct it in 'scopes': only visible ASCII",
    ],
  ])('%s with projects "%s"', (scopes, projects, message, fix) => {
    const error = refusalOf(() => parseScopes(scopes, projects));
    expect(error.failure).toBe('config');
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
  });
});

describe('no warning is given for', () => {
  test.each([
    ['the default', usual],
    ["the scopes of ZITADEL's guides", `openid profile ${zitadel}`],
    ['a project', `openid urn:zitadel:iam:org:project:id:${id}:aud`],
    ['all roles of a project', `urn:zitadel:iam:org:project:id:${id}:aud urn:zitadel:iam:org:projects:roles`],
    ['one role of a project', `urn:zitadel:iam:org:project:id:${id}:aud urn:zitadel:iam:org:project:role:reader`],
    ['a role whose key has colons', `urn:zitadel:iam:org:project:id:${id}:aud urn:zitadel:iam:org:project:role:a:b`],
    ['an organization', `urn:zitadel:iam:org:id:${id}`],
    ["an organization's domain", 'urn:zitadel:iam:org:domain:primary:acme.example.com'],
    ['the organization of the account', 'urn:zitadel:iam:user:resourceowner'],
    ['metadata', 'urn:zitadel:iam:user:metadata'],
    ['groups, which ZITADEL 5 has', 'groups urn:zitadel:iam:user:groups'],
    ['the standard ones', 'openid profile email phone address'],
  ])('%s', (_, scopes) => {
    expect(lintScopes(parseScopes(scopes, ''))).toEqual([]);
  });
});

describe('a warning with the right spelling is given for', () => {
  test.each([
    // scope, says, spelling
    ['urn:zitadel:iam:org:project:roles', 'is not a scope that this action', 'urn:zitadel:iam:org:projects:roles'],
    ['urn:iam:org:project:roles', 'is not a scope that this action', 'urn:zitadel:iam:org:projects:roles'],
    [
      'urn:zitadel:iam:org:project:312345:roles',
      'is not a scope that this action',
      'urn:zitadel:iam:org:projects:roles',
    ],
    ['urn:zitadel:iam:org:project:id:zitadel', 'has no effect. Write', 'urn:zitadel:iam:org:project:id:{id}:aud'],
    ['urn:zitadel:iam:org:project:id:312345', 'has no effect. Write', 'urn:zitadel:iam:org:project:id:{id}:aud'],
    ['urn:zitadel:iam:org:project:312345:aud', 'has no effect. Write', 'urn:zitadel:iam:org:project:id:{id}:aud'],
    ['urn:zitadel:iam:org:project:312345', 'has no effect. Write', 'urn:zitadel:iam:org:project:id:{id}:aud'],
    ['offline_access', 'has no effect for a service', "Remove it from 'scopes'"],
    ['opendi', 'is not a scope that this action', "Check its spelling in 'scopes'"],
    ['OPENID', 'is not a scope that this action', "Check its spelling in 'scopes'"],
    ['api://default', 'is not a scope that this action', "Check its spelling in 'scopes'"],
    [
      'urn:zitadel:iam:org:project:id:zitadel:aud:aud',
      'is not a scope that this action',
      "Check its spelling in 'scopes'",
    ],
  ])('%s', (scope, says, spelling) => {
    const warnings = lintScopes(parseScopes(`openid ${scope} ${zitadel} ${scope}`, ''));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(`The scope "${scope}" ${says}`);
    expect(warnings[0]).toContain(spelling);
  });

  test.each(['urn:zitadel:iam:org:projects:roles', 'urn:zitadel:iam:org:project:role:reader'])(
    '%s without a project',
    (scope) => {
      const warning = `The token will contain no roles, because no scope names their project. Add its ID to 'project-ids'.`;
      expect(lintScopes(parseScopes(`${usual} ${scope}`, ''))).toEqual([warning]);
      expect(lintScopes(parseScopes(`${usual} ${scope}`, id))).toEqual([]);
    },
  );
});

describe('a step', () => {
  test('sends its scopes with single spaces between, and warns of each mistake once', async () => {
    const scopes = `openid\n  ${zitadel}\n  urn:zitadel:iam:org:project:roles, opendi\n opendi`;
    expectTokenRequest(
      (form) =>
        form['scope'] ===
        `openid ${zitadel} urn:zitadel:iam:org:project:roles opendi urn:zitadel:iam:org:project:id:7:aud`,
    ).reply(200, tokenAnswer);

    const step = await runInProcess({ inputs: { ...secretInputs, scopes, 'project-ids': '7' } });

    expect(step.failed).toBe(false);
    expect(step.log.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(step.log.annotations[0]?.message.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/^The scope "urn:zitadel:iam:org:project:roles" is not a scope that this action knows/),
      expect.stringMatching(/^The scope "opendi" is not a scope that this action knows/),
    ]);
  });

  test("that verifies the organization needs the audience of ZITADEL's own APIs, and sends nothing without it", async () => {
    const step = await runInProcess({ inputs: { ...secretInputs, scopes: 'openid', verify: 'org' } });

    expect(step.outputs).toEqual({ failure: 'config' });
    expect(step.log.annotations[0]?.message).toContain(
      `'verify: org' needs the audience of ZITADEL's APIs, which 'scopes' does not contain.`,
    );
    expect(step.log.annotations[0]?.message).toContain(`Fix: Add ${zitadel} to 'scopes', or remove 'verify: org'.`);
    expect(step.log.text).not.toContain('Asking');
  });

  test('that verifies userinfo needs no audience', async () => {
    expectTokenRequest((form) => form['scope'] === 'openid').reply(200, tokenAnswer);
    nock('https://acme.zitadel.cloud').get('/oidc/v1/userinfo').reply(200, { sub: '298765432109876543' });

    const step = await runInProcess({ inputs: { ...secretInputs, scopes: 'openid', verify: 'userinfo' } });

    expect(step.failed).toBe(false);
  });

  test('warns that the scopes of a personal access token are fixed', async () => {
    const inputs = {
      domain: secretInputs.domain,
      'personal-access-token': 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOo',
      scopes: 'opendi',
      'project-ids': '7',
    };
    const step = await runInProcess({ inputs });

    expect(step.failed).toBe(false);
    expect(step.log.annotations.map(({ level, message }) => `${level}: ${message.split('\n')[0]}`)).toEqual([
      `warning: Remove 'scopes' and 'project-ids': the scopes of a personal access token are fixed.`,
    ]);
  });
});
