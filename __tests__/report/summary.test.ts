import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import type { Log } from '../../src/types/log.ts';
import type { Topic } from '../../src/util/errors.ts';
import { oneLine, quote } from '../../src/util/text.ts';
import { renderSummary, writeSummary } from '../../src/report/summary.ts';
import type { PrintedFailure } from '../../src/types/log.ts';
import { runInProcess } from '../support/in-process.ts';
import { keyFields, keyId, userId } from '../support/keys.ts';
import { renderMarkdown } from './markdown.ts';
import { expectTokenRequest, issuer, now, secretInputs, tokenAnswer, useNock } from '../support/zitadel.ts';

useNock();

const plain = ['heading', 'inlineCode', 'list', 'listItem', 'paragraph', 'root', 'text'];
const withWarning = [...plain, 'strong'].toSorted();
const keyInputs = {
  domain: secretInputs.domain,
  'expiry-warning-days': '0',
  'service-account-key': JSON.stringify({ ...keyFields, expirationDate: '2026-12-01T00:00:00Z' }),
  verify: 'org',
  'job-summary': 'true',
};
const account = `key "${keyId}" of user "${userId}"`;

function answerOrganization(status: number, body: object): void {
  nock(issuer).get('/management/v1/orgs/me').reply(status, body);
}

describe('the job summary', () => {
  test('of a successful step shows the same facts as the log', async () => {
    expectTokenRequest().reply(200, tokenAnswer);
    answerOrganization(200, {
      org: { id: '111', state: 'ORG_STATE_ACTIVE', name: 'Acme *Inc*', primaryDomain: 'acme.example.com' },
    });
    const inputs = { ...keyInputs, revoke: 'true', 'revocation-client-id': '222' };

    const { summary, log, failed } = await runInProcess({ inputs, now });

    expect(failed).toBe(false);
    expect(summary).toBe(
      `### ✅ ZITADEL access token: issued

- Instance: \`${issuer}\`
- Credential: \`${account}\`
- User: \`${userId}\`
- Token expires: \`2026-11-24T16:59:59Z (in 12 hours)\`
- Checked: \`the account may read the organization (orgs/me)\`
- Organization: \`"Acme *Inc*", "acme.example.com", ID 111\`
- Credential expires: \`2026-12-01T00:00:00Z (in 7 days)\`
- Revocation: \`the token is revoked when the job ends\`
`,
    );
    const facts = summary.split('\n').flatMap((line) => /^- ([^:]+: )`(.*)`$/.exec(line)?.slice(1).join('') ?? []);
    expect(log.text.split('\n').filter((line) => line.startsWith('  '))).toEqual(facts.map((fact) => `  ${fact}`));
  });

  test('of a failed step shows the cause, the message, the fix and the known facts', async () => {
    expectTokenRequest().reply(200, tokenAnswer);
    answerOrganization(404, { code: 5, message: 'membership not found (AUTHZ-cdgFk)' });

    const { summary, log, outputs } = await runInProcess({ inputs: keyInputs, now });

    expect(outputs['failure']).toBe('verification');
    const { lines, kinds } = await renderMarkdown(summary);
    const told = log.annotations.at(-1)?.message.split('\n') ?? [];
    expect(kinds).toEqual(withWarning);
    expect(lines).toEqual([
      '❌ ZITADEL access token: failed (verification)',
      ...told
        .filter((line) => !line.startsWith('Instance: '))
        .map((line) => line.replace(/"([^"]*)"|'([\w: -]+)'/g, '‹$1$2›')),
      `Instance: ‹${issuer}›`,
      `Credential: ‹${account}›`,
      'Token expires: ‹2026-11-24T16:59:59Z (in 12 hours)›',
      'Credential expires: ‹2026-12-01T00:00:00Z (in 7 days)›',
    ]);
    expect(summary).toMatch(/^\*\*Fix:\*\* \S/m);
  });

  test('lists each warning, with its help page', async () => {
    expectTokenRequest().reply(200, tokenAnswer);
    const inputs = { ...keyInputs, verify: 'none', scopes: 'openid', 'expiry-warning-days': '30' };
    const { summary, log } = await runInProcess({ inputs, now });

    const told = log.annotations.map(({ level, message }) => `${level}: ${message}`);
    expect(told).toEqual([
      expect.stringMatching(/^warning: No scope contains an audience.+\nInstance: .+\nHelp: \S+#scope$/),
      expect.stringMatching(/^warning: The key expires on .+\nInstance: .+\nHelp: \S+#expiring-credential$/),
    ]);
    const { lines, kinds } = await renderMarkdown(summary);
    expect(kinds).toEqual(withWarning);
    expect(lines.slice(0, 5)).toEqual([
      '✅ ZITADEL access token: issued',
      expect.stringMatching(
        /^Warning: No scope .+ to ‹project-ids›, or ‹urn:zitadel:iam:org:project:id:zitadel:aud› to/,
      ),
      'Help: docs/troubleshooting.md#scope',
      expect.stringMatching(/^Warning: The key expires on 2026-12-01T00:00:00Z, in 7 days\. /),
      'Help: docs/troubleshooting.md#expiring-credential',
    ]);
  });

  test('of a step without inputs has a heading, a message and a fix', async () => {
    const { summary } = await runInProcess({ inputs: { domain: '', 'job-summary': 'true' } });
    const { lines } = await renderMarkdown(summary);
    expect(lines[0]).toBe('❌ ZITADEL access token: failed (config)');
    expect(lines[1]).toMatch(/^‹domain›, ‹client-id› and ‹client-secret› are all empty\./);
    expect(lines.at(-2)).toMatch(/^Fix: /);
    expect(lines.at(-1)).toBe('Help: docs/troubleshooting.md#nothing-given');
  });

  test('is not written without the input job-summary', async () => {
    expectTokenRequest().reply(200, tokenAnswer);
    expect((await runInProcess({ inputs: secretInputs, now })).summary).toBe('');
    expect((await runInProcess({ inputs: { domain: '' } })).summary).toBe('');
  });

  test('contains no secret that a server wrote into a name or a message', async () => {
    const { 'client-secret': secret } = secretInputs;
    const inputs = { ...secretInputs, verify: 'org', 'job-summary': 'true' };
    expectTokenRequest().reply(200, tokenAnswer);
    answerOrganization(200, { org: { id: '111', state: 'ORG_STATE_ACTIVE', name: `Acme ${secret}` } });
    const good = await runInProcess({ inputs, now });
    expectTokenRequest().reply(400, { error: 'invalid_request', error_description: `bad secret ${secret}` });
    const bad = await runInProcess({ inputs, now });

    expect(good.summary).toContain('- Organization: `"Acme ***", ID 111`');
    expect((await renderMarkdown(bad.summary)).lines.join('\n')).toContain('‹invalid_request: bad secret ***›');
    expect(good.summary + bad.summary).not.toContain(secret);
  });
});

describe('any text', () => {
  const words = fc
    .oneof(
      fc.string({ maxLength: 30, unit: 'binary' }),
      fc
        .array(
          fc.constantFrom('`', '``', '*a*', '_b_', '<b>', '&lt;', '[x](y)', '![x](y)', '|', '~~', '#', '\\', ' ', 'a'),
          { maxLength: 8 },
        )
        .map((parts) => parts.join('')),
    )
    .map((text) => oneLine(text))
    .filter((text) => text !== '' && !/["']/.test(text));

  test('in a fact is shown unchanged, in a code span', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 1, maxLength: 4 }), async (values) => {
        const facts = values.map((value) => ['Name', value] as const);
        const { lines, kinds } = await renderMarkdown(renderSummary(facts, {}, {}));
        expect(lines.slice(1)).toEqual(values.map((value) => `Name: ‹${value}›`));
        expect(kinds).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });

  test('quoted in a message is shown unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(words, async (value) => {
        const error: PrintedFailure = {
          failure: 'server',
          topic: 'redirect',
          message: `It said ${quote(value)}.\nMore: ${value}`,
          fix: `Look at ${value}`,
        };
        const { lines, kinds } = await renderMarkdown(renderSummary([], {}, {}, error));
        expect(lines.slice(1)).toEqual([
          `It said ‹${quote(value).slice(1, -1)}›.`,
          `More: ${value}`,
          `Fix: Look at ${value}`,
          'Help: docs/troubleshooting.md#redirect',
        ]);
        expect(kinds).toEqual(['heading', 'inlineCode', 'paragraph', 'root', 'strong', 'text']);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the file', () => {
  test('keeps its content and receives cleaned text; if it cannot be written, that is a warning', () => {
    const folder = mkdtempSync(join(tmpdir(), 'summary-'));
    const file = join(folder, 'summary.md');
    writeFileSync(file, 'earlier\n');
    const warnings: string[] = [];
    const log = {
      clean: (text: string) => text.replace('secret', '***'),
      warning: (_: Topic, text: string) => warnings.push(text),
    } as unknown as Log;

    writeSummary({ env: { GITHUB_STEP_SUMMARY: file }, log }, 'my secret\n');
    expect(readFileSync(file, 'utf8')).toBe('earlier\nmy ***\n');
    expect(warnings).toEqual([]);

    for (const env of [{ GITHUB_STEP_SUMMARY: folder }, { GITHUB_STEP_SUMMARY: '' }, {}]) {
      writeSummary({ env, log }, 'mine\n');
    }
    expect(warnings).toHaveLength(3);
    rmSync(folder, { recursive: true });
  });
});

test('an address in a failure is not a link', () => {
  const error: PrintedFailure = {
    failure: 'server',
    topic: 'redirect',
    message: 'answered by https://evil.example.com or www.evil.example.com',
    fix: 'Look.',
  };
  expect(renderSummary([], {}, {}, error)).toContain('https\\://evil.example.com or www\\.evil.example.com');
});
