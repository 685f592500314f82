import { describe, expect, test } from '@jest/globals';
import { tmpdir } from 'node:os';
import nock from 'nock';
import type { Connect } from '../../src/types/transport.ts';
import { runInProcess, type InProcessResult, type InProcessStep } from '../support/in-process.ts';
import { keyFields } from '../support/keys.ts';
import {
  accessToken,
  expectTokenRequest,
  issuer,
  now,
  secretInputs,
  tokenAnswer,
  useNock,
} from '../support/zitadel.ts';

useNock();

const secret = secretInputs['client-secret'];
const where = `Instance: ${issuer}; credential: client secret of "ci-bot".`;

/** The lines of the only error annotation. */
function linesOf({ log, stdout, failed }: InProcessResult): string[] {
  expect(failed).toBe(true);
  expect(log.annotations.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(stdout.match(/^::error/gm)).toHaveLength(1);
  return log.annotations.find(({ level }) => level === 'error')?.message.split('\n') ?? [];
}

function titleOf({ log }: InProcessResult): string | undefined {
  return log.annotations.find(({ level }) => level === 'error')?.title;
}

describe('each failure has its cause and its title', () => {
  interface Row {
    readonly failure: string;
    readonly title: string;
    readonly prepare?: () => void;
    readonly step?: Partial<InProcessStep>;
    readonly says: string;
  }
  const rows: readonly Row[] = [
    {
      failure: 'config',
      title: 'ZITADEL: invalid configuration',
      step: { inputs: { ...secretInputs, 'timeout-seconds': '0' } },
      says: `The input 'timeout-seconds' is invalid: "0".`,
    },
    {
      failure: 'credential',
      title: 'ZITADEL: credential rejected',
      prepare: () => {
        const body = { error: 'invalid_request', error_description: 'Errors.User.Machine.Secret.Invalid' };
        expectTokenRequest().reply(400, body);
      },
      says: 'The token request was rejected: status 400, "invalid_request: Errors.User.Machine.Secret.Invalid".',
    },
    {
      failure: 'network',
      title: 'ZITADEL: not reachable',
      prepare: () => {
        expectTokenRequest().replyWithError(Object.assign(new Error('expired'), { code: 'CERT_HAS_EXPIRED' }));
      },
      says: 'The token request failed: the certificate of acme.zitadel.cloud has expired (CERT_HAS_EXPIRED).',
    },
    {
      failure: 'server',
      title: 'ZITADEL: unexpected response',
      prepare: () => {
        expectTokenRequest().reply(302, '', { location: 'https://login.example.com/' });
      },
      says: 'The token request was redirected (status 302) to https://login.example.com. Nothing was sent there.',
    },
    {
      failure: 'verification',
      title: 'ZITADEL: verification failed',
      prepare: () => {
        expectTokenRequest().reply(200, tokenAnswer);
        nock(issuer)
          .get('/oidc/v1/userinfo')
          .times(2)
          .reply(401, { error: 'access_denied', error_description: 'access token invalid' });
      },
      step: { inputs: { ...secretInputs, verify: 'userinfo' } },
      says: 'The check of userinfo was rejected: status 401, "access_denied: access token invalid".',
    },
    {
      failure: 'internal',
      title: 'ZITADEL: internal error',
      step: { connect: throwing(new RangeError('out of range')) },
      says: 'A bug in this action: RangeError',
    },
  ];

  test.each(rows)('$failure', async ({ failure, title, prepare, step, says }) => {
    prepare?.();
    const result = await runInProcess({ inputs: secretInputs, now, ...step });

    const lines = linesOf(result);
    expect(titleOf(result)).toBe(title);
    expect(lines[0]?.startsWith(says)).toBe(true);
    expect(lines.at(-3)).toBe(where);
    expect(lines.at(-2)).toMatch(/^Fix: [^\n]+\.$/);
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(result.outputs).toEqual({ failure });
    expect(result.log.masks).toContain(secret);
  });
});

test('a message of several lines is one annotation', async () => {
  const result = await runInProcess({ inputs: { domain: secretInputs.domain, 'client-id': 'ci-bot' } });
  const lines = linesOf(result);
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe(`'client-id' needs 'client-secret', which is missing.`);
  expect(lines[1]).toMatch(/forks and Dependabot.*that does not receive it.*environment/);
  expect(lines[2]).toBe(`Instance: ${issuer}.`);
  expect(lines[3]).toBe(`Fix: Set 'client-secret', or remove 'client-id'.`);
  expect(
    result.stdout
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('::add-mask::')),
  ).toHaveLength(1);
});

test('a step without a valid domain names no instance', async () => {
  const lines = linesOf(await runInProcess({ inputs: { domain: 'https://' } }));
  expect(lines.filter((line) => line.startsWith('Instance: '))).toEqual([]);
});

function throwing(thrown: unknown): Connect {
  return () => {
    throw thrown;
  };
}

describe('a bug in this action: the message of the error is not shown', () => {
  const inputs = {
    domain: secretInputs.domain,
    'service-account-key': JSON.stringify(keyFields),
    'job-summary': 'true',
  };
  const hidden = 'hunter2hunter2';
  const withStack = (stack: string): Error => Object.assign(new Error(hidden), { stack });

  test.each([
    [
      'an error of the engine',
      new TypeError(`Cannot read ${hidden}`),
      /^A bug in this action: TypeError in \S+ \([\w.-]+:\d+\)\.$/,
    ],
    ['an error of Node', Object.assign(new Error(hidden), { code: 'ENOSPC' }), /^A bug in this action: Error ENOSPC/],
    ['a text', hidden, /^A bug in this action: string\.$/],
    ['nothing', undefined, /^A bug in this action: undefined\.$/],
    ['an object', { message: hidden }, /^A bug in this action: object\.$/],
    ['an error without a stack', withStack(''), /^A bug in this action: Error\.$/],
    [
      'a message like a stack',
      new SyntaxError(`Unexpected token at ${hidden} (${hidden}.js:1:2)\n    at ${hidden} (/a/${hidden}:3:4)`),
      /^A bug in this action: SyntaxError in \S+ \([\w.-]+:\d+\)\.$/,
    ],
  ])('%s', async (_what, thrown, says) => {
    const result = await runInProcess({ inputs, connect: throwing(thrown) });

    const lines = linesOf(result);
    expect(result.stdout + result.summary).not.toContain(hidden);
    expect(lines[0]).toMatch(says);
    expect(lines.at(-2)).toMatch(/^Fix: Re-run the step\. If the error persists, report it with this line/);
    expect(result.outputs).toEqual({ failure: 'internal' });
    expect(result.summary).toContain('### ❌ ZITADEL access token: failed (internal)');
  });

  test('also after a token was received', async () => {
    expectTokenRequest().reply(200, tokenAnswer);
    let masked = false;
    const clock = (): number => {
      if (masked) throw new Error(`a broken clock at ${accessToken}`);
      return now();
    };
    const onText = (text: string): void => void (masked ||= text.includes(accessToken));
    const result = await runInProcess({ inputs: secretInputs, now: clock, onText });
    expect(masked).toBe(true);
    linesOf(result);
    expect(result.outputs).toEqual({ failure: 'internal' });
    expect(result.log.text).not.toContain(accessToken);
  });
});

// Windows opens a folder for appending.
(process.platform === 'win32' ? () => undefined : test)(
  'a file for outputs that cannot be written fails the step before anything is sent',
  async () => {
    const { log, outputs } = await runInProcess({ inputs: secretInputs, env: { GITHUB_OUTPUT: tmpdir() } });
    expect(log.annotations.map(({ message }) => message.split('\n')[0])).toEqual([
      `Writing the runner's file for GITHUB_OUTPUT failed (EISDIR).`,
    ]);
    expect(outputs).toEqual({});
  },
);
