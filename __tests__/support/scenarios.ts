import type { Fault } from '../../emulators/zitadel/faults.ts';
import type { RecordedRequest } from '../../emulators/zitadel/requests.ts';
import type { Failure } from '../../src/util/errors.ts';
import { base64, wrappedBase64 } from './keys.ts';
import { letters, loginName, type SweepWorld } from './sweep-world.ts';

/** A step in which no secret may show. To extend the sweep, add one to the list at the end. */
export interface Scenario {
  readonly name: string;
  /** Beside `domain`. */
  readonly inputs: (world: SweepWorld) => Readonly<Record<string, string>>;
  readonly files?: (world: SweepWorld) => Readonly<Record<string, string>>;
  readonly env?: (world: SweepWorld) => Readonly<Record<string, string>>;
  /** What is answered in place of the right answers. */
  readonly answers?: (world: SweepWorld) => readonly Fault[];
  /** Secrets that only this scenario has. */
  readonly secrets?: readonly string[];
  readonly ends: 'success' | Failure;
  /** What the post step says. */
  readonly revocation?: string;
}

type Inputs = Scenario['inputs'];

/** The credentials, each as people give it. */
export const credentials = {
  'client secret': ({ clientSecret }) => ({ 'client-id': loginName, 'client-secret': clientSecret }),
  'basic-auth': ({ clientSecret }) => ({ 'basic-auth': basicOf(clientSecret) }),
  'key JSON': ({ keyJson }) => ({ 'service-account-key': keyJson }),
  'key JSON on many lines': ({ keyJson }) => ({
    'service-account-key': JSON.stringify(JSON.parse(keyJson), undefined, 2),
  }),
  'key JSON in base64': ({ keyJson }) => ({ 'service-account-key': base64(keyJson) }),
  'key JSON in wrapped base64': ({ keyJson }) => ({ 'service-account-key': wrappedBase64(keyJson) }),
  'key JSON in a JSON string': ({ keyJson }) => ({ 'service-account-key': JSON.stringify(keyJson) }),
  'key file': () => ({ 'service-account-key-file': 'key.json' }),
  'own key pair': (world) => ownPair(world, world.ownPem),
  'own key pair on one line': (world) => ownPair(world, world.ownPem.replaceAll('\n', '\\n')),
  'own key pair joined by spaces': (world) => ownPair(world, world.ownPem.replaceAll('\n', ' ')),
  assertion: ({ assertion }) => ({ assertion }),
  'personal access token': ({ personalAccessToken }) => ({ 'personal-access-token': personalAccessToken }),
} satisfies Record<string, Inputs>;

const withKeyFile: Scenario['files'] = ({ keyJson }) => ({ 'key.json': keyJson });

export function basicOf(clientSecret: string): string {
  return base64(`${loginName}:${new URLSearchParams([['', clientSecret]]).toString().slice(1)}`);
}

function ownPair({ ownKeyId, userId }: SweepWorld, pem: string): Record<string, string> {
  return { 'private-key': pem, 'key-id': ownKeyId, 'user-id': userId };
}

/** All that a server could know of a request's secrets, the whole and the parts, in the forms in which it meets them. */
function secretsIn({ headers, form, body }: RecordedRequest): string {
  const authorization = headers['authorization'] ?? '';
  const [, value = ''] = authorization.split(' ');
  const halves = authorization.startsWith('Basic ') ? Buffer.from(value, 'base64').toString() : '';
  const secret = halves.slice(halves.indexOf(':') + 1);
  const assertion = form['assertion'] ?? '';
  return [
    secret,
    decodeURIComponent(secret.replaceAll('+', ' ')),
    authorization,
    base64(secret),
    assertion.split('.')[2],
    assertion,
    form['token'],
    body,
  ]
    .filter((part) => part !== undefined && part !== '')
    .join(' ; ');
}

const json = { 'content-type': 'application/json' };
const text = { 'content-type': 'text/plain; charset=utf-8' };
const html = { 'content-type': 'text/html' };

/** As many whole parts as a title may hold, with the entities of Go's html package. */
function shortened(secrets: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' };
  const parts = secrets.split(' ; ').map((part) => part.replace(/[&<>"']/g, (character) => entities[character] ?? ''));
  const fit = parts.findIndex((_, index) => parts.slice(0, index + 1).join(' ; ').length > 290);
  return parts.slice(0, fit < 0 ? parts.length : fit).join(' ; ');
}

type Echo = Omit<Fault & { kind: 'answer' }, 'kind' | 'body'> & { readonly body: (secrets: string) => unknown };

/** Where a server can put what it was told. */
const echoes: Readonly<Record<string, Echo>> = {
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
};

function echo(on: Fault['on'] & string, { body, ...answer }: Echo, times = 3): Fault {
  return {
    ...answer,
    kind: 'answer',
    on,
    times,
    body: (request) => {
      const shown = body(secretsIn(request));
      return typeof shown === 'string' ? shown : JSON.stringify(shown);
    },
  };
}

const tokenPath = '/oauth/v2/token';
const orgPath = '/management/v1/orgs/me';
const userinfoPath = '/oidc/v1/userinfo';

const successes: Scenario[] = Object.entries<Inputs>(credentials).flatMap(([name, inputs]) => [
  { name: `${name}, success`, inputs, files: withKeyFile, ends: 'success' },
  {
    name: `${name}, success, verified and in the summary`,
    inputs: (world) => ({ ...inputs(world), verify: 'org', 'job-summary': 'true' }),
    files: withKeyFile,
    ends: 'success',
  },
]);

const echoed = (['client secret', 'basic-auth', 'key JSON', 'assertion'] as const).flatMap((name) =>
  Object.entries(echoes).map(([place, answer]): Scenario => ({
    name: `${name}, echoed by the token endpoint ${place}`,
    inputs: (world) => ({ ...credentials[name](world), 'job-summary': 'true' }),
    answers: () => [echo(tokenPath, answer)],
    ends: answer.status === 200 || answer.status === 403 || answer.headers === text ? 'server' : 'credential',
  })),
);

const echoedToken = (['client secret', 'personal access token'] as const).flatMap((name) =>
  Object.entries(echoes)
    .filter(([, { status }]) => status !== 200)
    .flatMap(([place, answer]) =>
      (['org', 'userinfo'] as const).map((verify): Scenario => ({
        name: `${name}, token echoed by ${verify} ${place}`,
        inputs: (world) => ({ ...credentials[name](world), verify, 'job-summary': 'true' }),
        answers: () => [echo(verify === 'org' ? orgPath : userinfoPath, answer)],
        ends: 'server',
      })),
    ),
);

/** Answers of 200 whose fields hold the token or the secret. */
const echoedInFields: Scenario[] = [
  {
    name: 'the organization is named like the token',
    inputs: (world) => ({ ...credentials['client secret'](world), verify: 'org', 'job-summary': 'true' }),
    answers: () => [
      echo(orgPath, {
        status: 200,
        body: (secrets) => ({
          org: { id: secrets, name: secrets, primaryDomain: secrets, state: 'ORG_STATE_ACTIVE' },
        }),
      }),
    ],
    ends: 'success',
  },
  {
    name: "the organization's state is the token",
    inputs: (world) => ({ ...credentials['client secret'](world), verify: 'org', 'job-summary': 'true' }),
    answers: () => [
      echo(orgPath, { status: 200, body: (secrets) => ({ org: { id: secrets, name: secrets, state: secrets } }) }),
    ],
    ends: 'verification',
  },
  {
    name: 'another organization is named like the token',
    inputs: (world) => ({
      ...credentials['client secret'](world),
      verify: 'org',
      'org-id': '1',
      'job-summary': 'true',
    }),
    answers: () => [echo(orgPath, { status: 200, body: (secrets) => ({ org: { id: secrets, name: secrets } }) })],
    ends: 'verification',
  },
  {
    name: 'the user and its organization are named like the token',
    inputs: (world) => ({ ...credentials['client secret'](world), verify: 'userinfo', 'job-summary': 'true' }),
    answers: () => [
      echo(userinfoPath, {
        status: 200,
        body: (secrets) => ({
          sub: secrets,
          'urn:zitadel:iam:user:resourceowner:id': secrets,
          'urn:zitadel:iam:user:resourceowner:name': secrets,
          'urn:zitadel:iam:user:resourceowner:primary_domain': secrets,
        }),
      }),
    ],
    ends: 'success',
  },
  {
    name: 'the discovery document names the assertion',
    inputs: credentials['key JSON'],
    answers: ({ emulator: { requests } }) => [
      { kind: 'answer', status: 400, times: 2, on: tokenPath, body: '{"error":"invalid_grant"}' },
      {
        kind: 'answer',
        status: 200,
        on: '/.well-known/openid-configuration',
        body: () => JSON.stringify({ issuer: `https://${secretsIn(requests[0] as RecordedRequest)}` }),
      },
    ],
    ends: 'config',
  },
  {
    name: 'the discovery document names a host that is the client secret',
    inputs: credentials['client secret'],
    answers: ({ clientSecret }) => [
      { kind: 'answer', status: 404, on: tokenPath, headers: text, body: '404 page not found' },
      {
        kind: 'answer',
        status: 200,
        on: '/.well-known/openid-configuration',
        body: JSON.stringify({ token_endpoint: `https://${encodeURIComponent(clientSecret)}.example.com/token` }),
      },
    ],
    ends: 'config',
  },
  {
    name: 'a redirect to a host, a path and a query that are the client secret',
    inputs: credentials['client secret'],
    answers: ({ clientSecret }) => [
      {
        kind: 'answer',
        status: 307,
        on: tokenPath,
        headers: {
          location: ['https://', '.example.com/', '?', ''].join(encodeURIComponent(clientSecret)),
          'x-echo': encodeURIComponent(clientSecret),
        },
      },
    ],
    ends: 'server',
  },
  {
    name: 'a token that is answered as a form in plain text',
    inputs: credentials['client secret'],
    secrets: ['tokenInAFormOfPlainText0123456789'],
    answers: () => [
      {
        kind: 'answer',
        status: 200,
        on: tokenPath,
        headers: text,
        body: 'access_token=tokenInAFormOfPlainText0123456789&token_type=bearer',
      },
    ],
    ends: 'server',
  },
  {
    name: 'a token that is answered with 201',
    inputs: credentials['client secret'],
    secrets: ['tokenWithAnotherStatus0123456789'],
    answers: () => [
      {
        kind: 'answer',
        status: 201,
        on: tokenPath,
        headers: text,
        body: '{"access_token":"tokenWithAnotherStatus0123456789"',
      },
    ],
    ends: 'server',
  },
  {
    name: 'a token type that is the token',
    inputs: credentials['client secret'],
    secrets: ['tokenThatIsItsOwnType0123456789'],
    answers: () => [
      {
        kind: 'answer',
        status: 200,
        on: tokenPath,
        body: '{"access_token":"tokenThatIsItsOwnType0123456789","token_type":"tokenThatIsItsOwnType0123456789"}',
      },
    ],
    ends: 'server',
  },
  {
    name: 'a busy server that echoes, attempt by attempt',
    inputs: (world) => ({ ...credentials['key JSON'](world), 'timeout-seconds': '1' }),
    answers: () => [
      echo(
        tokenPath,
        { status: 503, headers: json, body: (secrets) => ({ error: 'busy', error_description: secrets }) },
        9,
      ),
    ],
    ends: 'server',
  },
];

/** Refusals by the server in its own words, and by this action before anything is sent. */
const refused: Scenario[] = [
  {
    name: 'a wrong client secret',
    inputs: () => ({ 'client-id': loginName, 'client-secret': 'wrongButStillSecret0123456789' }),
    secrets: ['wrongButStillSecret0123456789'],
    ends: 'credential',
  },
  {
    name: 'client id and client secret that have changed places',
    inputs: () => ({ 'client-id': letters, 'client-secret': loginName, 'job-summary': 'true' }),
    secrets: [letters],
    ends: 'credential',
  },
  {
    name: 'basic-auth whose halves have changed places',
    inputs: () => ({ 'basic-auth': base64(`${letters}:${loginName}`), 'job-summary': 'true' }),
    secrets: [letters],
    ends: 'credential',
  },
  {
    name: 'basic-auth that is not base64',
    inputs: ({ clientSecret }) => ({ 'basic-auth': `${loginName}:${clientSecret}` }),
    ends: 'config',
  },
  {
    name: 'a key of another account',
    inputs: (world) => ({ ...credentials['own key pair'](world), 'user-id': '312345678901234568' }),
    ends: 'credential',
  },
  {
    name: 'key JSON that was cut off',
    inputs: ({ keyJson }) => ({ 'service-account-key': keyJson.slice(0, 900) }),
    ends: 'config',
  },
  {
    name: 'a PEM that was cut off',
    inputs: (world) => ownPair(world, world.ownPem.slice(0, 900)),
    ends: 'config',
  },
  {
    name: 'a PEM with a changed character',
    inputs: (world) => ownPair(world, world.ownPem.slice(0, 400) + '~' + world.ownPem.slice(401)),
    ends: 'config',
  },
  {
    name: 'key JSON with quotes gone wrong',
    inputs: ({ keyJson }) => ({ 'service-account-key': keyJson.replaceAll('"', "'") }),
    ends: 'config',
  },
  {
    name: 'a key file that is no key',
    inputs: () => ({ 'service-account-key-file': 'key.json' }),
    files: ({ keyJson }) => ({ 'key.json': keyJson.slice(1) }),
    ends: 'config',
  },
  {
    name: 'a client secret with a line break',
    inputs: ({ clientSecret }) => ({ 'client-id': loginName, 'client-secret': `${clientSecret}\n${clientSecret}` }),
    ends: 'config',
  },
  {
    name: 'an assertion for another audience',
    inputs: ({ assertion }) => ({ domain: 'http://127.0.0.1:9', assertion }),
    ends: 'config',
  },
  {
    name: 'a personal access token with Bearer in front',
    inputs: ({ personalAccessToken }) => ({ 'personal-access-token': `Bearer ${personalAccessToken}` }),
    ends: 'config',
  },
  {
    name: 'two credentials',
    inputs: (world) => ({ ...credentials['client secret'](world), ...credentials['key JSON'](world) }),
    ends: 'config',
  },
];

/** Secrets beside the credential. */
const beside: Scenario[] = [
  {
    name: 'headers with secrets that the server echoes',
    inputs: (world) => ({
      ...credentials['client secret'](world),
      headers: 'X-Api-Key: gatewayKey0123456789\nX-Forwarded-Authorization: Basic gatewayBasic0123456789',
    }),
    secrets: ['gatewayKey0123456789', 'gatewayBasic0123456789'],
    answers: () => [
      {
        kind: 'answer',
        status: 403,
        headers: text,
        body: ({ headers }) =>
          `${headers['x-api-key']} ${headers['x-forwarded-authorization']} ${headers['x-forwarded-authorization']?.slice(6)}`,
      },
    ],
    ends: 'server',
  },
  {
    name: 'a header line that is no header',
    inputs: (world) => ({ ...credentials['client secret'](world), headers: 'gatewayKeyAlone0123456789' }),
    secrets: ['gatewayKeyAlone0123456789'],
    ends: 'config',
  },
  {
    name: 'a header that this action sets itself',
    inputs: (world) => ({
      ...credentials['client secret'](world),
      headers: 'Authorization: Bearer gatewayBearer0123456789',
    }),
    secrets: ['gatewayBearer0123456789'],
    ends: 'config',
  },
  {
    name: 'a proxy with a password that nobody answers for',
    inputs: (world) => ({
      ...credentials['client secret'](world),
      domain: 'https://id.example.com',
      'timeout-seconds': '1',
    }),
    env: () => ({ https_proxy: 'http://proxyuser:proxy%2FPass0123456789@127.0.0.1:9' }),
    secrets: ['proxy/Pass0123456789', 'proxyuser:proxy/Pass0123456789'],
    ends: 'network',
  },
  {
    name: 'a proxy address that does not parse',
    inputs: (world) => ({ ...credentials['client secret'](world), domain: 'https://id.example.com' }),
    env: () => ({ https_proxy: 'http://proxyuser:proxyPass0123456789@exa mple:x' }),
    secrets: ['proxyPass0123456789'],
    ends: 'config',
  },
  {
    name: 'a domain with a password',
    inputs: (world) => ({
      ...credentials['client secret'](world),
      domain: 'https://admin:wordInTheDomain0123@id.example.com',
    }),
    secrets: ['wordInTheDomain0123'],
    ends: 'config',
  },
  {
    name: 'a private key as the certificate to trust',
    inputs: (world) => ({ ...credentials['client secret'](world), 'ca-certificate': world.ownPem }),
    ends: 'config',
  },
];

const revocationPath = '/oauth/v2/revoke';
const revoking: Inputs = (world) => ({ ...credentials['client secret'](world), revoke: 'true' });

/** The post step, which gets the token from the state. */
const revoked: Scenario[] = [
  {
    name: 'a token that is revoked',
    inputs: revoking,
    ends: 'success',
    revocation: 'Revoked the access token',
  },
  {
    name: 'a token that is revoked after a failed check',
    inputs: (world) => ({ ...revoking(world), verify: 'org', 'org-id': '1' }),
    ends: 'verification',
    revocation: 'Revoked the access token',
  },
  {
    name: 'a revocation through a public application, for a key',
    inputs: (world) => ({ ...credentials['key JSON'](world), revoke: 'true', 'revocation-client-id': '1@nobody' }),
    ends: 'success',
    revocation: 'not revoked',
  },
  ...Object.entries(echoes)
    .filter(([, { status }]) => status !== 200)
    .map(([place, answer]): Scenario => ({
      name: `a revocation that is refused, with token and secret ${place}`,
      inputs: revoking,
      answers: () => [echo(revocationPath, answer)],
      ends: 'success',
      revocation: 'The revocation was refused: status',
    })),
];

/** Every scenario that the sweep runs. */
export const scenarios: readonly Scenario[] = [
  ...successes,
  ...refused,
  ...echoed,
  ...echoedToken,
  ...echoedInFields,
  ...beside,
  ...revoked,
];
