import { recordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { credentials, holder, ownPair, type Inputs } from '../support/credentials.ts';
import { keyFields, p256, rsa, userId } from '../support/keys.ts';
import type { Exchange } from './form.ts';
import { opaque } from './server.ts';
import { signJwt } from '../support/sign-jwt.ts';

/** A step that succeeds, and the recorded exchanges that it repeats. */
interface RecordedRun {
  readonly what: string;
  readonly inputs: Inputs | ((origin: string) => Inputs);
  readonly files?: Readonly<Record<string, string>>;
  readonly main: readonly Exchange[];
  /** The exchange of the post step. */
  readonly post?: Exchange;
  /** The outputs that the test checks. */
  readonly outputs: Readonly<Record<string, string>>;
  /** The access token, if the test needs a specific token. */
  readonly token?: string;
  /** The start of each warning. */
  readonly warnings?: readonly string[];
}

/** Replaces every recorded client secret. */
export const secret = 'Qm7rXc2TzLw9KdVb4JyNs6PfGh3RaEu8QxWi5ZtMo1BnYkCjHv0SlDgFpUeXrTq2';
export const personalAccessToken = opaque(1, 71);

const basic = 'client_credentials, Basic';
const suffixed = 'client_credentials, login name with a domain suffix';
const upperCase = 'client_credentials, upper-case login name';
const keySearch = 'own key by id, v2 search, no role';
const byApplication = 'revoke by a public application whose client id is in the audience';
const jwtRevocation = 'revoke a JWT access token';

const zitadel = 'urn:zitadel:iam:org:project:id:zitadel:aud';
const withOwner = 'openid profile urn:zitadel:iam:user:resourceowner';

/** The default scopes, and the audiences of these names. */
function scopeFor(...names: readonly string[]): string {
  return ['openid', zitadel, ...names.map((name) => `urn:zitadel:iam:org:project:id:${name}:aud`)].join(' ');
}

/** The login name in a recorded request. */
function recordedLoginName(version: Version, name = basic): string {
  const { authorization = '' } = recordedEntry(version, name).request?.headers ?? {};
  return /<base64\((.*):client secret\)>/.exec(authorization)?.[1] ?? '';
}

function signedElsewhere(origin: string): Inputs {
  return { assertion: signJwt(rsa.pkcs8, { kid: 'a-key' }, { iss: userId, sub: userId, aud: origin }) };
}

/** A step for every kind of credential, check and revocation. */
export function recordedRuns(version: Version): RecordedRun[] {
  const recordedHolder = (name = basic) => ({
    ...holder,
    loginName: recordedLoginName(version, name),
    clientSecret: secret,
    personalAccessToken,
  });
  const bySecret = (name = basic): Inputs => credentials['client secret'].inputs(recordedHolder(name));
  const { org } = recordedEntry(version, 'orgs/me').response.body as { org: { id: string } };
  const organization = { org_id: org.id, org_name: 'ZITADEL', org_domain: 'zitadel.localhost' };
  const keyId = /"id":"(\d+)"/.exec(recordedEntry(version, keySearch).request?.body ?? '')?.[1] ?? '';
  const pair = ownPair({ ownKeyId: keyId, userId }, rsa.pkcs8);
  const clientId = recordedEntry(version, byApplication).request?.form?.['client_id'] ?? '';
  const claims = recordedEntry(version, 'claims of a JWT access token').response.body as { sub: string; iss: string };
  const jwt = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  const [bot, suffixedBot, jwtBot] = [basic, suffixed, jwtRevocation].map((name) => recordedLoginName(version, name));
  const issued = { token_type: 'Bearer', expires_in: '43199' };
  const byKey = { ...issued, user_id: userId };
  const dated = { ...byKey, credential_expires_at: '2099-01-01T00:00:00Z' };
  const keyFile = JSON.stringify({ ...keyFields, expirationDate: '2099-01-01T00:00:00Z' });
  const revoked = { revoke: 'true' };
  return [
    { what: 'client secret', inputs: bySecret(), main: [basic], outputs: issued },
    { what: 'basic-auth', inputs: credentials['basic-auth'].inputs(recordedHolder()), main: [basic], outputs: issued },
    {
      what: 'scopes between commas and line breaks',
      inputs: { ...bySecret(), scopes: `openid,profile\r\n email\n${zitadel}\n` },
      main: ['client_credentials, Basic, scopes of the guide'],
      outputs: issued,
    },
    { what: 'no openid', inputs: { ...bySecret(), scopes: zitadel }, main: ['no openid'], outputs: issued },
    {
      what: 'project ids',
      inputs: { ...bySecret(), 'project-ids': '424242' },
      main: ['scope of a project that does not exist'],
      outputs: issued,
    },
    { what: 'upper-case login name', inputs: bySecret(upperCase), main: [upperCase], outputs: issued },
    { what: 'suffixed login name', inputs: bySecret(suffixed), main: [suffixed], outputs: issued },
    { what: 'key', inputs: credentials['key JSON'].inputs(holder), main: ['jwt-bearer'], outputs: byKey },
    {
      what: 'key file',
      inputs: { 'service-account-key-file': 'key.json' },
      files: { 'key.json': keyFile },
      main: ['jwt-bearer'],
      outputs: dated,
    },
    { what: 'own RSA pair', inputs: pair, main: ['jwt-bearer, own RSA key'], outputs: byKey },
    {
      what: 'own RSA pair, with its expiration date',
      inputs: { ...pair, verify: 'userinfo' },
      main: ['jwt-bearer, own RSA key', 'userinfo', keySearch],
      outputs: dated,
    },
    { what: 'assertion', inputs: signedElsewhere, main: ['jwt-bearer, PS256'], outputs: byKey },
    {
      what: 'personal access token, with its expiration date',
      inputs: { 'personal-access-token': personalAccessToken, verify: 'org' },
      main: [
        'orgs/me, personal access token',
        'userinfo, personal access token',
        'own personal access tokens, v2 search, asked with one',
      ],
      outputs: { ...organization, credential_expires_at: '2099-01-01T00:00:00Z', access_token: personalAccessToken },
    },
    {
      what: 'its organization',
      inputs: { ...bySecret(), verify: 'org' },
      main: [basic, 'orgs/me'],
      outputs: organization,
    },
    {
      what: 'the requested organization',
      inputs: { ...bySecret(), verify: 'org', 'org-id': org.id },
      main: [basic, 'orgs/me, own organization named'],
      outputs: organization,
    },
    {
      what: 'userinfo',
      inputs: { ...bySecret(), verify: 'userinfo', scopes: withOwner },
      main: [{ name: basic, scope: withOwner }, 'userinfo, profile and resourceowner'],
      outputs: organization,
    },
    {
      what: 'revoked by its secret',
      inputs: { ...bySecret(), ...revoked },
      main: [{ name: basic, scope: scopeFor(bot ?? '') }],
      post: 'revoke, Basic + grant_type, own user name in the audience',
      outputs: issued,
    },
    {
      what: 'revoked by a suffixed login name',
      inputs: { ...bySecret(suffixed), ...revoked },
      main: [{ name: suffixed, scope: scopeFor(suffixedBot ?? '', (suffixedBot ?? '').replace(/@.*/, '')) }],
      post: 'revoke, suffixed login name, user name in the audience',
      outputs: issued,
    },
    {
      what: 'a JWT, revoked',
      inputs: { ...bySecret(jwtRevocation), ...revoked },
      main: [{ name: basic, scope: scopeFor(jwtBot ?? ''), loginName: jwtBot ?? '' }],
      post: jwtRevocation,
      outputs: { ...issued, user_id: claims.sub },
      token: [...jwt, 'c2lnbmF0dXJl'].join('.'),
      warnings: [`The "iss" of the token is "${claims.iss}"`],
    },
    {
      what: 'revoked by a public application',
      inputs: { ...credentials['key JSON'].inputs(holder), ...revoked, 'revocation-client-id': clientId },
      main: [{ name: 'jwt-bearer', scope: scopeFor(clientId) }],
      post: byApplication,
      outputs: byKey,
    },
    // v4.13.1 does not accept ES256.
    ...(version === 'v4.x'
      ? [
          {
            what: 'own P-256 pair',
            inputs: { ...pair, 'private-key': p256.pkcs8 },
            main: ['jwt-bearer, own EC P-256 key, ES256'],
            outputs: byKey,
          },
        ]
      : []),
  ];
}
