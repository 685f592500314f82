import type { GrantParameters } from '../../src/credentials/credential.ts';
import { collectLog } from '../support/collected-log.ts';
import { scriptConnection } from '../support/scripted-connection.ts';
import { describe, expect, test } from '@jest/globals';
import type { Session } from '../../src/types.ts';
import { certificateFaults } from '../../src/http/tls.ts';
import { explainFault, timeoutFault, type NetworkFault, type Stage } from '../../src/http/network-error.ts';
import { refusals } from '../../src/zitadel/refusals.ts';
import { failingInputs, files } from '../support/failing-inputs.ts';
import { expectHelpful } from '../support/helpful.ts';
import { runInProcess } from '../support/in-process.ts';
import { readTable } from '../support/text-table.ts';
import { expectTokenRequest, secretInputs, useNock } from '../support/zitadel.ts';

useNock();

describe('a step that fails before anything is sent is told so in a helpful way', () => {
  test.each(failingInputs)('%s', async (_, inputs) => {
    const step = await runInProcess({ inputs, files });

    expect(step.failed).toBe(true);
    expect(step.outputs['failure']).toMatch(/^(config|credential)$/);
    expect(step.log.annotations).toHaveLength(1);
    expectHelpful(step.log.annotations[0]?.message ?? '');
  });

  test.each([
    ['a proxy that is no address', { https_proxy: 'http://' }],
    ['a proxy of another kind', { https_proxy: 'socks5://proxy:1080' }],
    ['a proxy whose password cannot be decoded', { https_proxy: 'http://ci:%ff@proxy:3128' }],
  ])('%s', async (_, env) => {
    const step = await runInProcess({ inputs: secretInputs, env });

    expect(step.outputs).toEqual({ failure: 'config' });
    expectHelpful(step.log.annotations[0]?.message ?? '');
  });

  test.each(['GITHUB_OUTPUT', 'GITHUB_STATE'] as const)('a runner without %s', async (name) => {
    const step = await runInProcess({ inputs: { ...secretInputs, revoke: 'true' }, without: [name] });

    expect(step.failed).toBe(true);
    expectHelpful(step.log.annotations[0]?.message ?? '');
  });

  test('a fault of ours', async () => {
    const step = await runInProcess({ inputs: secretInputs, connect: breakDown });

    expect(step.outputs).toEqual({ failure: 'internal' });
    expect(step.log.text).not.toContain('secret words');
    expectHelpful(step.log.annotations[0]?.message ?? '');
  });
});

function breakDown(): never {
  throw new TypeError('secret words');
}

describe('an answer that is in no table is told in a helpful way', () => {
  test.each(
    readTable(
      ['status', 'type', 'body', 'failure'],
      `
      status | type             | body                                              | failure
      400    | application/json | {"error":"invalid_scope"}                         | credential
      400    | application/json | {"error":"<b>","error_description":"{\\"a\\":1}"} | credential
      400    | application/json | {"error":7,"error_description":[]}                | server
      401    | text/html        | <html><title>Log in & go</title></html>           | server
      402    | text/plain       | Payment required                                  | server
      403    | application/json | {"message":"no","details":[{"id":7}]}             | server
      405    | application/json | []                                                | server
      410    | text/plain       |                                                   | server
      302    | text/html        | <html></html>                                     | server
      200    | text/html        | <!doctype html><title>Sign in</title>             | server
      `,
    ),
  )('$status $body', async ({ status, type = '', body = '', failure }) => {
    expectTokenRequest().reply(Number(status), body, { 'content-type': type });

    const step = await runInProcess({ inputs: secretInputs });

    expect(step.outputs).toEqual({ failure });
    expectHelpful(step.log.annotations[0]?.message ?? '');
  });

  test('and one of many lines is told in one', async () => {
    const words = 'line\n::error::x\n##[warning]y '.repeat(100);
    expectTokenRequest().reply(400, { error: 'invalid_request', error_description: words });

    const step = await runInProcess({ inputs: secretInputs });

    expect(step.log.annotations).toHaveLength(1);
    expectHelpful(step.log.annotations[0]?.message ?? '');
  });
});

/** Who may have asked. */
const askers: readonly Session[] = [
  asked({
    label: 'personal access token',
    type: 'personal-access-token',
    token: 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOo',
  }),
  asked({ label: 'client secret of "ci-bot"', type: 'client_credentials', clientId: 'ci-bot', parameters }),
  asked({ label: 'key "1" of user "2"', type: 'jwt-bearer', userId: '2', parameters }),
].flatMap((one) => [
  one,
  { ...one, origin: 'https://10.0.0.7' },
  { ...one, issuer: 'https://10.0.0.7', origin: 'https://10.0.0.7' },
  { ...one, orgId: '312345678901234567' },
]);

function asked(credential: Session['credential']): Session {
  const issuer = 'https://acme.zitadel.cloud';
  const { log } = collectLog();
  const connection = scriptConnection([]).connect({ origin: issuer, headers: {}, timeoutMs: 0 }, log);
  return { issuer, origin: issuer, credential, scopes: [], log, now: Date.now, connection };
}

function parameters(): GrantParameters {
  return { form: {}, headers: {}, secrets: [] };
}

test.each(refusals)('the table says what to do, whoever asked: $matches', ({ meaning, fix }) => {
  for (const one of askers) {
    const [means, told] = [meaning, fix].map((text) => (typeof text === 'string' ? text : text(one, { status: 404 })));
    expectHelpful(
      `It was refused.\n${means}\nAsked: ${one.issuer}.\nFix: ${told}\nHelp: docs/troubleshooting.md#redirect`,
    );
  }
});

describe('a network fault is told in a helpful way', () => {
  const stages: readonly Stage[] = [
    'asking the proxy for a connection',
    'looking up the name',
    'connecting',
    'making the TLS connection',
    'waiting for the answer',
    'reading the answer',
  ];
  const codes = Object.keys(certificateFaults).concat(
    ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
    ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER', 'HPE_INVALID_CONSTANT', 'ERR_TLS_HANDSHAKE_TIMEOUT', 'EMFILE', ''],
  );
  const proxyWords = ['statusCode=407', 'statusCode=403', 'statusCode=502', 'cause=connect ECONNREFUSED'];

  test.each(codes)('%s', (code) => {
    for (const stage of stages) {
      for (const proxy of [undefined, 'http://proxy:3128']) {
        const error = Object.assign(new Error('words\nof a library'), { code });
        expectHelpful(asMessage(explainFault(error, stage, { origin: 'https://acme.zitadel.cloud', proxy })));
      }
    }
  });

  test.each(proxyWords)('a proxy: %s', (words) => {
    const error = new Error(`tunneling socket could not be established, ${words}`);
    const route = { origin: 'https://acme.zitadel.cloud', proxy: 'http://proxy:3128' };
    expectHelpful(asMessage(explainFault(error, 'asking the proxy for a connection', route)));
  });

  test.each(stages)('nothing came while %s', (stage) => {
    const route = { origin: 'https://acme.zitadel.cloud', proxy: 'http://proxy:3128' };
    expectHelpful(asMessage(timeoutFault(stage, 10_000, route)));
  });
});

function asMessage({ what, fix }: NetworkFault): string {
  return `The token request failed: ${what}.\nAsked: https://acme.zitadel.cloud.\nFix: ${fix}`;
}

test('the rules can be broken', () => {
  const fine = 'It failed.\nAsked: https://acme.zitadel.cloud.\nFix: Check the host name.';
  expectHelpful(fine);
  for (const bad of [
    fine.replace('It', 'Please note: it'),
    fine.replace('It failed', 'You forgot the secret. It failed'.toLowerCase()),
    fine.replace('failed.', 'failed!'),
    fine.replace('It failed.', '{"error":"invalid_client"}'),
    fine.replace('It failed.', 'It failed: undefined.'),
    fine.replace('It failed.', 'a\nb\nc\nd\ne'),
    fine.replace('Fix: Check the host name.', ''),
    fine.replace('Fix: Check the host name.', 'Fix: '),
    fine.replace('It failed.', `It failed: "${'a'.repeat(201)}".`),
  ]) {
    expect(() => expectHelpful(bad)).toThrow();
  }
});
