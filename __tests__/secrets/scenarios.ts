import type { Fault } from '../../emulators/zitadel/faults.ts';
import type { RecordedRequest } from '../../emulators/zitadel/requests.ts';
import type { Failure } from '../../src/util/errors.ts';
import {
  credentials,
  ownPair,
  spellings,
  type CredentialKind,
  type Holder,
  type Inputs,
} from '../support/credentials.ts';
import { base64, rsa } from '../support/keys.ts';
import { letters } from '../support/sentinels.ts';

/** A step in which no secret may be shown. To extend the sweep, add a scenario to the list at the end. */
export interface Scenario {
  readonly name: string;
  /** The inputs except `domain`. */
  readonly inputs: (holder: Holder) => Inputs;
  readonly files?: ((holder: Holder) => Readonly<Record<string, string>>) | undefined;
  readonly env?: Readonly<Record<string, string>>;
  /** The responses that replace those of the emulator, each for all requests to its path, unless `times` says how many. */
  readonly answers?: (holder: Holder, requests: readonly RecordedRequest[]) => readonly Fault[];
  /** Secrets that only this scenario has. */
  readonly secrets?: readonly string[];
  readonly ends: 'success' | Failure;
  /** A text in the log of the post step. */
  readonly revocation?: string;
  /** Whether the scenario also runs with the shipped bundle: one of each kind. */
  readonly inBundle?: boolean;
}

const tokenPath = '/oauth/v2/token';
const orgPath = '/management/v1/orgs/me';
const userinfoPath = '/oidc/v1/userinfo';
const json = { 'content-type': 'application/json' };
const text = { 'content-type': 'text/plain; charset=utf-8' };
const html = { 'content-type': 'text/html' };

const bySecret = credentials['client secret'].inputs;
const withSecret =
  (more: Inputs): Scenario['inputs'] =>
  (holder) => ({ ...bySecret(holder), ...more });
const byKey = credentials['key JSON'].inputs;
const summary = { 'job-summary': 'true' };

function scenario(
  name: string,
  ends: Scenario['ends'],
  inputs: Scenario['inputs'],
  more?: Partial<Scenario>,
): Scenario {
  return { name, ends, inputs, ...more };
}

/** The secrets of a request that a server can read, whole and in parts. */
function secretsIn({ headers, form, body }: RecordedRequest): string {
  const authorization = headers['authorization'] ?? '';
  const [, value = ''] = authorization.split(' ');
  const halves = authorization.startsWith('Basic ') ? Buffer.from(value, 'base64').toString() : '';
  const secret = halves.slice(halves.indexOf(':') + 1);
  const assertion = form['assertion'] ?? '';
  const decoded = decodeURIComponent(secret.replaceAll('+', ' '));
  return [secret, decoded, authorization, base64(secret), assertion.split('.')[2], assertion, form['token'], body]
    .filter((part) => part !== undefined && part !== '')
    .join(' ; ');
}

/** As many whole parts as a title can contain, with the entities of Go's html package. */
function shortened(secrets: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
  const parts = secrets.split(' ; ').map((part) => part.replace(/[&<>"']/g, (character) => entities[character] ?? ''));
  const fit = parts.findIndex((_, index) => parts.slice(0, index + 1).join(' ; ').length > 290);
  return parts.slice(0, fit < 0 ? parts.length : fit).join(' ; ');
}

interface Echo {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: (secrets: string) => unknown;
}

/** The places of a response in which a server can return the received secrets. */
const echoes = {
  'in error': { status: 400, headers: json, body: (secrets) => ({ error: secrets }) },
  'in error_description': {
    status: 400,
    headers: json,
    body: (secrets) => ({ error: 'invalid_request', error_description: secrets }),
  },
  'in the message': { status: 403, headers: json, body: (secrets) => ({ code: 7, message: secrets, details: [] }) },
  'in plain text': { status: 400, headers: text, body: (secrets) => `refused: ${secrets}` },
  'in plain text with JSON escapes': { status: 400, headers: text, body: (secrets) => JSON.stringify(secrets) },
  'in a title': {
    status: 403,
    headers: html,
    body: (secrets) => `<!doctype html><title>${shortened(secrets)}</title>`,
  },
  'in the token type': {
    status: 200,
    headers: json,
    body: (secrets) => ({ access_token: 'not-a-secret-token', token_type: secrets }),
  },
  'in a wrong field': {
    status: 200,
    headers: json,
    body: (secrets) => ({ access_token: 'not-a-secret-token', token_type: 'Bearer', expires_in: secrets }),
  },
} as const satisfies Readonly<Record<string, Echo>>;
const refusing = Object.entries(echoes).filter(([, { status }]) => status !== 200);

function echo(on: Fault['on'] & {}, { body, ...answer }: Echo): Fault {
  return {
    ...answer,
    kind: 'answer',
    on,
    body: (request) => {
      const shown = body(secretsIn(request));
      return typeof shown === 'string' ? shown : JSON.stringify(shown);
    },
  };
}

function reply(on: string, status: number, body: string, headers: Record<string, string> = json): Fault {
  return { kind: 'answer', on, status, headers, body };
}

const kinds: Readonly<Record<string, Pick<CredentialKind, 'inputs' | 'files'>>> = {
  ...credentials,
  ...Object.fromEntries(Object.entries(spellings).map(([name, inputs]) => [name, { inputs }])),
};

const successes = Object.entries(kinds).flatMap(([name, { inputs, files }]): Scenario[] => [
  { name: `${name}, success`, inputs, files, ends: 'success' },
  scenario(
    `${name}, success, verified and in the summary`,
    'success',
    (holder) => ({ ...inputs(holder), verify: 'org', ...summary }),
    { files, inBundle: true },
  ),
]);

const echoed = (['client secret', 'basic-auth', 'key JSON', 'assertion'] as const).flatMap((name) =>
  Object.entries(echoes).map(([place, answer]): Scenario => ({
    name: `${name}, echoed by the token endpoint ${place}`,
    inputs: (holder) => ({ ...credentials[name].inputs(holder), ...summary }),
    answers: () => [echo(tokenPath, answer)],
    ends: answer.status === 200 || answer.status === 403 || answer.headers === text ? 'server' : 'credential',
    inBundle: name === 'client secret',
  })),
);

const echoedToken = (['client secret', 'personal access token'] as const).flatMap((name) =>
  refusing.flatMap(([place, answer]) =>
    (['org', 'userinfo'] as const).map((verify): Scenario => ({
      name: `${name}, token echoed by ${verify} ${place}`,
      inputs: (holder) => ({ ...credentials[name].inputs(holder), verify, ...summary }),
      answers: () => [echo(verify === 'org' ? orgPath : userinfoPath, answer)],
      ends: 'server',
    })),
  ),
);

/** Responses with status 200 from a check whose fields contain the token. */
const echoedInFields = (
  [
    [
      'the organization is named like the token',
      { verify: 'org' },
      (secrets) => ({ org: { id: secrets, name: secrets, primaryDomain: secrets, state: 'ORG_STATE_ACTIVE' } }),
      'success',
    ],
    [
      "the organization's state is the token",
      { verify: 'org' },
      (secrets) => ({ org: { id: secrets, name: secrets, state: secrets } }),
      'verification',
    ],
    [
      'another organization is named like the token',
      { verify: 'org', 'org-id': '1' },
      (secrets) => ({ org: { id: secrets, name: secrets } }),
      'verification',
    ],
    [
      'the user and its organization are named like the token',
      { verify: 'userinfo' },
      (secrets) => ({
        sub: secrets,
        'urn:zitadel:iam:user:resourceowner:id': secrets,
        'urn:zitadel:iam:user:resourceowner:name': secrets,
        'urn:zitadel:iam:user:resourceowner:primary_domain': secrets,
      }),
      'success',
    ],
  ] as const satisfies readonly [string, Inputs, Echo['body'], Scenario['ends']][]
).map(([name, check, body, ends]): Scenario => ({
  name,
  inputs: withSecret({ ...check, ...summary }),
  answers: () => [echo(check.verify === 'org' ? orgPath : userinfoPath, { status: 200, body })],
  ends,
}));

/** Other responses that contain a secret. */
const oddAnswers: readonly Scenario[] = [
  scenario('the discovery document names the assertion', 'config', byKey, {
    answers: (_, requests) => [
      reply(tokenPath, 400, '{"error":"invalid_grant"}'),
      {
        kind: 'answer',
        status: 200,
        on: '/.well-known/openid-configuration',
        body: () => JSON.stringify({ issuer: `https://${secretsIn(requests[0] as RecordedRequest)}` }),
      },
    ],
  }),
  scenario('the discovery document names a host that is the client secret', 'config', bySecret, {
    answers: ({ clientSecret }) => [
      reply(tokenPath, 404, '404 page not found', text),
      reply(
        '/.well-known/openid-configuration',
        200,
        JSON.stringify({ token_endpoint: `https://${encodeURIComponent(clientSecret)}.example.com/token` }),
      ),
    ],
  }),
  scenario('a redirect to a host, a path and a query that are the client secret', 'server', bySecret, {
    answers: ({ clientSecret }) => {
      const secret = encodeURIComponent(clientSecret);
      const location = ['https://', '.example.com/', '?', ''].join(secret);
      return [reply(tokenPath, 307, '', { location, 'x-echo': secret })];
    },
  }),
  ...(
    [
      ['a token in a form in plain text', 200, text, (token) => `access_token=${token}&token_type=bearer`],
      ['a token with status 201', 201, text, (token) => `{"access_token":"${token}"`],
      ['a token type that is the token', 200, json, (token) => `{"access_token":"${token}","token_type":"${token}"}`],
    ] as const satisfies readonly [string, number, Record<string, string>, (token: string) => string][]
  ).map(([name, status, headers, body]): Scenario => ({
    name,
    inputs: bySecret,
    secrets: ['tokenOfAnOddAnswer0123456789'],
    answers: () => [reply(tokenPath, status, body('tokenOfAnOddAnswer0123456789'), headers)],
    ends: 'server',
  })),
  scenario('a busy server that echoes, attempt by attempt', 'server', byKey, {
    // The last response allows no further attempt, so that the scenario does not depend on a time limit.
    answers: () => [
      { ...echo(tokenPath, { ...echoes['in error_description'], status: 503 }), times: 2 },
      echo(tokenPath, { ...echoes['in error'], status: 503, headers: { ...json, 'retry-after': '3600' } }),
    ],
  }),
];

/** Rejected by this action before anything is sent. */
const rejected = (
  [
    [
      'basic-auth that is not base64',
      ({ loginName, clientSecret }) => ({ 'basic-auth': `${loginName}:${clientSecret}` }),
    ],
    ['key JSON that was cut off', ({ keyJson }) => ({ 'service-account-key': keyJson.slice(0, 900) })],
    ['a PEM that was cut off', (holder) => ownPair(holder, rsa.pkcs8.slice(0, 900))],
    [
      'a PEM with a changed character',
      (holder) => ownPair(holder, `${rsa.pkcs8.slice(0, 400)}~${rsa.pkcs8.slice(401)}`),
    ],
    ['key JSON with wrong quotes', ({ keyJson }) => ({ 'service-account-key': keyJson.replaceAll('"', "'") })],
    [
      'a client secret with a line break',
      (holder) => ({ ...bySecret(holder), 'client-secret': `${holder.clientSecret}\n${holder.clientSecret}` }),
    ],
    ['an assertion for another audience', ({ assertion }) => ({ domain: 'http://127.0.0.1:9', assertion })],
    ['two credentials', (holder) => ({ ...bySecret(holder), ...byKey(holder) })],
    ['a private key as the certificate to trust', withSecret({ 'ca-certificate': rsa.pkcs8 })],
  ] as const satisfies readonly [string, Scenario['inputs']][]
).map(([name, inputs]): Scenario => ({ name, inputs, ends: 'config' }));

/** Scenarios with another secret than the credential. */
const withSecrets: readonly Scenario[] = [
  scenario('a personal access token with Bearer in front', 'success', ({ personalAccessToken }) => ({
    'personal-access-token': `"Bearer ${personalAccessToken}"`,
  })),
  scenario('a wrong client secret', 'credential', withSecret({ 'client-secret': 'wrongButStillSecret0123456789' }), {
    secrets: ['wrongButStillSecret0123456789'],
    inBundle: true,
  }),
  scenario(
    'client ID and client secret that are swapped',
    'credential',
    ({ loginName }) => ({ 'client-id': letters, 'client-secret': loginName, ...summary }),
    { secrets: [letters] },
  ),
  scenario(
    'basic-auth whose halves are swapped',
    'credential',
    ({ loginName }) => ({ 'basic-auth': base64(`${letters}:${loginName}`), ...summary }),
    { secrets: [letters] },
  ),
  scenario('a key of another account', 'credential', (holder) =>
    ownPair({ ...holder, userId: '312345678901234568' }, rsa.pkcs8),
  ),
  scenario('a key file that is not a key', 'config', credentials['key file'].inputs, {
    files: ({ keyJson }) => ({ 'key.json': keyJson.slice(1) }),
  }),
  scenario(
    'headers with secrets that the server echoes',
    'server',
    withSecret({ headers: 'X-Api-Key: gatewayKey0123456789\nX-Forwarded-Authorization: Basic gatewayBasic0123456789' }),
    {
      secrets: ['gatewayKey0123456789', 'gatewayBasic0123456789'],
      answers: () => [
        {
          kind: 'answer',
          status: 403,
          headers: text,
          body: ({ headers: { 'x-api-key': key, 'x-forwarded-authorization': basic } }) =>
            `${key} ${basic} ${basic?.slice(6)}`,
        },
      ],
      inBundle: true,
    },
  ),
  scenario('a header line that is not a header', 'config', withSecret({ headers: 'gatewayKeyAlone0123456789' }), {
    secrets: ['gatewayKeyAlone0123456789'],
  }),
  scenario(
    'a header that this action sets itself',
    'config',
    withSecret({ headers: 'Authorization: Bearer gatewayBearer0123456789' }),
    { secrets: ['gatewayBearer0123456789'] },
  ),
  scenario(
    'a proxy with a password that cannot be reached',
    'network',
    withSecret({ domain: 'https://id.example.com', 'timeout-seconds': '2' }),
    {
      env: { https_proxy: 'http://proxyuser:proxy%2FPass0123456789@127.0.0.1:9' },
      secrets: ['proxy/Pass0123456789', 'proxyuser:proxy/Pass0123456789'],
      inBundle: true,
    },
  ),
  scenario('a proxy address that does not parse', 'config', withSecret({ domain: 'https://id.example.com' }), {
    env: { https_proxy: 'http://proxyuser:proxyPass0123456789@exa mple:x' },
    secrets: ['proxyPass0123456789'],
    inBundle: true,
  }),
  scenario(
    'a domain with a password',
    'config',
    withSecret({ domain: 'https://admin:wordInTheDomain0123@id.example.com' }),
    { secrets: ['wordInTheDomain0123'] },
  ),
];

const revoking: Scenario['inputs'] = withSecret({ revoke: 'true' });

/** The post step, which reads the token from the state. */
const revoked: readonly Scenario[] = [
  { name: 'a token that is revoked', inputs: revoking, ends: 'success', revocation: 'Revoked the access token' },
  scenario(
    'a token that is revoked after a failed check',
    'verification',
    (holder) => ({ ...revoking(holder), verify: 'org', 'org-id': '1' }),
    { revocation: '', inBundle: true },
  ),
  scenario(
    'a revocation through a public application, for a key',
    'success',
    (holder) => ({ ...byKey(holder), revoke: 'true', 'revocation-client-id': '1@nobody' }),
    { revocation: 'not revoked' },
  ),
  ...refusing.map(([place, answer]): Scenario => ({
    name: `a revocation that is rejected, with token and secret ${place}`,
    inputs: revoking,
    answers: () => [echo('/oauth/v2/revoke', answer)],
    ends: 'success',
    revocation: 'The revocation was rejected: status',
    inBundle: place === 'in error',
  })),
];

const expiring = { 'token-lifetime-minutes': '10', ...summary };

/** Tokens that expire with the job: behind each is an issued token and an ID token, which nobody may see. */
const withLifetime: readonly Scenario[] = [
  ...(['client secret', 'key JSON'] as const).map((name): Scenario => ({
    name: `a token with a lifetime, by ${name}`,
    inputs: (holder) => ({ ...credentials[name].inputs(holder), ...expiring, verify: 'org' }),
    ends: 'success',
    revocation: 'Deleted the access token',
    inBundle: true,
  })),
  scenario(
    'a token with a lifetime that is deleted after a failed check',
    'verification',
    withSecret({ ...expiring, verify: 'org', 'org-id': '1' }),
    { revocation: '' },
  ),
  ...refusing.map(([place, answer]): Scenario => ({
    name: `a token with a lifetime that is rejected, with the issued token ${place}`,
    inputs: withSecret({ ...expiring }),
    answers: () => [echo(/\/pats$/, answer)],
    ends: answer.status === 403 ? 'verification' : 'server',
  })),
  ...refusing.map(([place, answer]): Scenario => ({
    name: `a deletion that is rejected, with the token ${place}`,
    inputs: withSecret({ ...expiring }),
    answers: () => [echo(/\/pats\/\d+$/, answer)],
    ends: 'success',
    revocation: 'The deletion was rejected: status',
  })),
];

/** Every scenario that the sweep runs. */
export const scenarios: readonly Scenario[] = [
  ...successes,
  ...rejected,
  ...withSecrets,
  ...echoed,
  ...echoedToken,
  ...echoedInFields,
  ...oddAnswers,
  ...revoked,
  ...withLifetime,
];
