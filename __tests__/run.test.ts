import { describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import nock from 'nock';
import {
  bodyLines,
  credentialKinds,
  credentials,
  holder,
  ownPair,
  type CredentialKind,
} from './support/credentials.ts';
import { runInProcess, type InProcessStep } from './support/in-process.ts';
import { base64, keyFields, keyId, p256, rsa, userId, type TestKey } from './support/keys.ts';
import { watchConnection } from './support/watched-connection.ts';
import {
  accessToken,
  decodeForm,
  expectTokenRequest,
  issued,
  issuer,
  now,
  secretHeader,
  secretInputs,
  tokenAnswer,
  useNock,
} from './support/zitadel.ts';
import { masksBeforeText, shownBeforeMasked } from './support/expect.ts';

useNock();

const { domain } = secretInputs;
const scope = 'openid urn:zitadel:iam:org:project:id:zitadel:aud';

interface Sent {
  readonly kind: string;
  readonly step: InProcessStep;
  /** The name of the account in messages. */
  readonly account: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  readonly grant: string;
  readonly key?: TestKey | undefined;
}

const dated = base64(JSON.stringify({ ...keyFields, expirationDate: '2027-03-01T12:00:00Z' }));
const p256Pair: CredentialKind & { readonly kind: string } = {
  kind: 'own P-256 pair',
  ...credentials['own key pair'],
  inputs: () => ownPair(holder, p256.traditional),
  secrets: () => bodyLines(p256.traditional),
  key: p256,
};
const sent: readonly Sent[] = [...credentialKinds, p256Pair].flatMap((one) =>
  one.grant === undefined
    ? []
    : {
        kind: one.kind,
        step: { inputs: { domain, ...one.inputs(holder) }, files: one.files?.(holder) ?? {} },
        account: one.label(holder),
        outputs: one.grant === 'client_credentials' ? issued : { ...issued, user_id: userId, key_id: keyId },
        secrets: one.secrets(holder),
        grant: one.grant,
        key: one.key,
      },
);
const datedKey: Sent = {
  ...(sent.find(({ kind }) => kind === 'key JSON') as Sent),
  kind: 'key JSON in base64, which expires',
  step: { inputs: { domain, 'service-account-key': dated } },
  secrets: [dated, ...bodyLines(rsa.traditional)],
  outputs: {
    ...issued,
    user_id: userId,
    key_id: keyId,
    credential_expires_at: '2027-03-01T12:00:00Z',
    credential_expires_in_days: '97',
  },
};

describe('the request of each kind of credential, and its outputs', () => {
  test.each([...sent, datedKey])('$kind', async ({ kind, step, account, outputs, secrets, grant, key }) => {
    let assertion = '';
    nock(
      issuer,
      grant === 'client_credentials'
        ? { reqheaders: { authorization: secretHeader } }
        : { badheaders: ['authorization'] },
    )
      .post('/oauth/v2/token', (body) => {
        const { assertion: asserted = '', ...others } = decodeForm(body);
        assertion = asserted;
        return JSON.stringify(others) === JSON.stringify({ grant_type: grant, scope });
      })
      .matchHeader('content-type', 'application/x-www-form-urlencoded')
      .matchHeader('accept', 'application/json')
      .matchHeader('user-agent', 'zitadel-token-action/1.0.0')
      .reply(200, tokenAnswer);
    const watched = watchConnection();

    const result = await runInProcess({ ...step, now, connect: watched.connect });

    expect(result.outputs).toEqual(outputs);
    expect(result.failed).toBe(false);
    expect(result.state).toEqual({});
    expect(watched.sent).toEqual(['POST /oauth/v2/token']);
    expect(result.log.text.split('\n')[0]).toBe(`Requesting an access token from ${issuer} (${account}).`);
    expect(result.log.text).toContain(`  Credential: ${account}`);
    expect(masksBeforeText(result.stdout)).toEqual(expect.arrayContaining([...secrets]));
    expect(shownBeforeMasked(result.stdout, [accessToken, ...secrets])).toEqual([]);
    expect(result.log.masks).toContain(accessToken);
    if (key !== undefined) await expectSignedBy(key, assertion);
    else expect(assertion).toBe(kind === 'assertion' ? holder.assertion : '');
  });
});

async function expectSignedBy(key: TestKey, assertion: string): Promise<void> {
  const { payload, protectedHeader } = await jwtVerify(assertion, key.publicKey, { currentDate: new Date(now()) });
  const seconds = now() / 1000;
  expect(protectedHeader).toEqual({ alg: key.algorithm, kid: keyId });
  expect(payload).toEqual({
    iss: userId,
    sub: userId,
    aud: issuer,
    iat: seconds - 60,
    exp: seconds + 300,
    jti: expect.stringMatching(/^[\da-f-]{36}$/),
  });
}

describe('a personal access token', () => {
  const token = 'pat-' + 'q7Xw'.repeat(17);
  const inputs = { domain, 'personal-access-token': token };

  test('is exported without any request', async () => {
    const { connect, sent: requests } = watchConnection();

    const { outputs, log, stdout } = await runInProcess({ inputs, now, connect });

    expect(outputs).toEqual({
      token_type: 'Bearer',
      issuer,
      hostname: 'acme.zitadel.cloud',
      port: '443',
      access_token: token,
    });
    expect(requests).toEqual([]);
    expect(masksBeforeText(stdout)).toContain(token);
    expect(log.annotations).toEqual([]);
    expect(log.text).toBe(
      [
        `Using the personal access token for ${issuer}. No other token is requested.`,
        `The personal access token was not checked ('verify: none').`,
        `  Instance: ${issuer}`,
        '  Credential: personal access token',
      ].join('\n'),
    );
  });

  test('causes no warning about the default scopes, which the runner sets', async () => {
    const { log } = await runInProcess({ inputs: { ...inputs, scopes: scope }, now });
    expect(log.annotations).toEqual([]);
  });
});

describe('a request', () => {
  test('uses a key file in the working directory if the runner sets no workspace', async () => {
    const inputs = { domain, 'service-account-key-file': 'no-such-key.json' };
    const { outputs, log } = await runInProcess({ inputs, env: { GITHUB_WORKSPACE: '' } });
    expect(outputs).toEqual({ failure: 'config' });
    expect(log.annotations[0]?.message).toContain(`(looked for in "${process.cwd()}")`);
  });

  test('contains the headers of the input, also after the first request', async () => {
    const headers = { 'x-request-source': 'github', 'cf-access-client-id': 'abc: def' };
    expectTokenRequest()
      .matchHeader('x-request-source', 'github')
      .matchHeader('cf-access-client-id', 'abc: def')
      .reply(200, tokenAnswer);
    nock(issuer, { reqheaders: { ...headers, authorization: `Bearer ${accessToken}` } })
      .get('/management/v1/orgs/me')
      .reply(200, { org: { id: '1', state: 'ORG_STATE_ACTIVE', name: 'Acme', primaryDomain: 'acme.example.com' } });

    const inputs = {
      ...secretInputs,
      headers: '\n X-Request-Source:github\r\nCF-Access-Client-Id :  abc: def\n\n',
      verify: 'org',
    };
    expect((await runInProcess({ inputs, now })).outputs).toEqual({
      ...issued,
      org_id: '1',
      org_name: 'Acme',
      org_domain: 'acme.example.com',
    });
  });
});

describe('an issued token is printed only in its mask, also if the step then fails', () => {
  test('because the file for outputs no longer exists', async () => {
    expectTokenRequest().reply(() => {
      process.env['GITHUB_OUTPUT'] += '-gone';
      return [200, tokenAnswer];
    });

    const step = await runInProcess({ inputs: secretInputs, now });

    expect(step.failed).toBe(true);
    expect(step.log.annotations.map(({ level, title }) => [level, title])).toEqual([
      ['error', 'ZITADEL: invalid configuration'],
    ]);
    expect(shownBeforeMasked(step.stdout, [accessToken])).toEqual([]);
    expect(step.log.text).not.toContain(accessToken);
  });
});

describe('on a runner without', () => {
  const withheld = { inputs: { ...secretInputs, revoke: 'true', 'job-summary': 'true' }, now };

  test.each([
    ['GITHUB_OUTPUT', 'The runner provides no file for GITHUB_OUTPUT, so the token would be printed in the log.', {}],
    [
      'GITHUB_STATE',
      'The runner provides no file for GITHUB_STATE, so the token would be printed in the log.',
      { failure: 'config' },
    ],
  ] as const)('%s nothing is sent, and nothing printed', async (name, message, outputs) => {
    const { connect, sent: requests } = watchConnection();

    const step = await runInProcess({ ...withheld, without: [name], connect });

    expect(step.failed).toBe(true);
    expect(requests).toEqual([]);
    expect(step.outputs).toEqual(outputs);
    expect(step.log.annotations).toHaveLength(1);
    expect(step.log.annotations[0]).toMatchObject({ level: 'error', title: 'ZITADEL: invalid configuration' });
    expect(step.log.annotations[0]?.message.split('\n')[0]).toBe(message);
    expect(step.stdout).not.toMatch(/name=|::save-state|::set-output/);
    expect(step.summary).toContain('failed (config)');
  });

  test('GITHUB_STATE, and without revoke, the step succeeds', async () => {
    expectTokenRequest().reply(200, tokenAnswer);
    const step = await runInProcess({ inputs: secretInputs, now, without: ['GITHUB_STATE'] });
    expect(step.outputs).toEqual(issued);
  });

  test('GITHUB_STEP_SUMMARY the summary is missing, with a warning', async () => {
    expectTokenRequest().reply(200, tokenAnswer);

    const inputs = { ...secretInputs, 'job-summary': 'true' };
    const step = await runInProcess({ inputs, now, without: ['GITHUB_STEP_SUMMARY'] });

    expect(step.outputs).toEqual(issued);
    expect(step.log.annotations).toEqual([
      {
        level: 'warning',
        title: 'ZITADEL access token',
        message:
          'The job summary (GITHUB_STEP_SUMMARY) could not be written.\n' +
          `Instance: ${issuer}; credential: client secret of "ci-bot".\n` +
          'Help: docs/troubleshooting.md#summary-not-written',
      },
    ]);
  });
});

test('an internal error after the last response exports no token', async () => {
  expectTokenRequest().reply(200, tokenAnswer);
  let masked = false;
  const step = await runInProcess({
    inputs: secretInputs,
    onText: (text) => (masked ||= text.includes(`::add-mask::${accessToken}`)),
    now: () => {
      if (masked) throw new RangeError('the clock has stopped');
      return now();
    },
  });
  expect(masked).toBe(true);
  expect(step.outputs).toEqual({ failure: 'internal' });
});
