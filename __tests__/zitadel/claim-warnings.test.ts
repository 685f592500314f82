import { describe, expect, test } from '@jest/globals';
import type { Grant } from '../../src/credentials/credential.ts';
import type { Warning } from '../../src/types/log.ts';
import type { Session } from '../../src/types/step.ts';
import { claimWarnings } from '../../src/zitadel/claim-warnings.ts';
import { collectLog } from '../support/collected-log.ts';
import { scriptConnection } from '../support/scripted-connection.ts';

const issuer = 'https://id.example.com';
const project = 'urn:zitadel:iam:org:project:id:312345678901234567:aud';
const allRoles = 'urn:zitadel:iam:org:projects:roles';
const admin = 'urn:zitadel:iam:org:project:role:admin';
const roleClaim = 'urn:zitadel:iam:org:project:312345678901234567:roles';

const grant: Grant = {
  label: 'client secret of "ci-bot"',
  type: 'client_credentials',
  parameters: () => ({ form: {}, headers: {}, secrets: [] }),
};

function session(changes: Partial<Session>): Session {
  const { log } = collectLog();
  const connection = scriptConnection([]).connect({ origin: issuer, headers: {}, timeoutMs: 0 }, log);
  return { issuer, origin: issuer, credential: grant, scopes: [], log, now: Date.now, connection, ...changes };
}

function jwt(claims: object): string {
  return (
    [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') +
    '.c2ln'
  );
}

describe('the issuer in a token', () => {
  const proxy = `Configure a proxy to pass Host unchanged and to send X-Forwarded-Proto.`;

  test.each([
    ['http://id.example.com', proxy],
    ['https://id.example.com:443', proxy],
    [
      'https://zitadel.internal:8080',
      `Set 'domain' to "https://zitadel.internal:8080" if that is the instance. ${proxy}`,
    ],
  ])('%s', (iss, fix) => {
    expect(claimWarnings(jwt({ iss }), undefined, session({}))).toEqual([
      [
        'token-issuer',
        `The "iss" of the token is "${iss}", not the output 'issuer' (${issuer}). A step that compares them rejects the token. ${fix}`,
      ],
    ]);
  });

  test.each([jwt({ iss: issuer }), jwt({}), jwt({ iss: 7 }), 'opaque', 'a.b.c.d.e'])('no warning: %s', (token) => {
    expect(claimWarnings(token, undefined, session({}))).toEqual([]);
  });
});

describe('roles that were requested and are not in the token', () => {
  const roles = { [roleClaim]: { viewer: { '1': 'example.com' } } };

  test.each([
    ['none in a JWT', jwt({ iss: issuer }), undefined, [project, allRoles], [missing(allRoles)]],
    ['an empty claim', jwt({ [roleClaim]: {} }), undefined, [project, allRoles], [missing(allRoles)]],
    ['none in userinfo', 'opaque', { sub: '1' }, [project, allRoles, admin], [missing(allRoles, admin)]],
    ['another role than the one requested', jwt(roles), undefined, [project, admin], [missing(admin)]],
    ['a role in a JWT', jwt(roles), undefined, [project, allRoles], []],
    ['a role in userinfo', 'opaque', roles, [project, 'urn:zitadel:iam:org:project:role:viewer'], []],
    ['an opaque token, which has no readable claims', 'opaque', undefined, [project, allRoles], []],
    ['no role scope', jwt({}), undefined, [project], []],
    ['no project, for which there is another warning', jwt({}), undefined, [allRoles], []],
  ] as const)('%s', (_, token, userinfo, scopes, warnings) => {
    expect(claimWarnings(token, userinfo, session({ scopes }))).toEqual(warnings);
  });

  test('a personal access token gets no warning', () => {
    const credential = { label: 'personal access token', type: 'personal-access-token', token: jwt({}) } as const;
    expect(claimWarnings(jwt({ iss: 'x' }), undefined, session({ credential, scopes: [project, admin] }))).toEqual([]);
  });
});

function missing(...scopes: string[]): Warning {
  return [
    'no-role-in-token',
    `The token contains no role for ${scopes.map((scope) => `"${scope}"`).join(', ')}. ` +
      `Grant the account a role of the project (project → Authorizations), and check 'project-ids'.`,
  ];
}

describe('a scope of an organization', () => {
  const other = 'urn:zitadel:iam:org:id:399999999999999999';
  const domain = 'urn:zitadel:iam:org:domain:primary:acme.example.com';
  test.each<[string, object, readonly string[], string | undefined]>([
    ['is missing in the claims', { sub: '1' }, [other], other],
    ['and one of a domain are missing', { sub: '1' }, ['openid', other, domain], `"${other}", "${domain}"`],
    ['is in the claims', { 'urn:zitadel:iam:org:id': '399999999999999999' }, [other], undefined],
    ['for roles is another scope', { sub: '1' }, ['urn:zitadel:iam:org:roles:id:1'], undefined],
  ])('that %s', (_what, claims, scopes, says) => {
    for (const [token, userinfo] of [[jwt({ iss: issuer, ...claims })], ['opaque', { ...claims }]] as const) {
      const warnings = claimWarnings(token, userinfo, session({ scopes })).map(([, text]) => text);
      expect(warnings).toEqual(says === undefined ? [] : [expect.stringContaining(says)]);
    }
    expect(claimWarnings('opaque', undefined, session({ scopes }))).toEqual([]);
  });
});
