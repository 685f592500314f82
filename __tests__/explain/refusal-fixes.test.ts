import { describe, expect, test } from '@jest/globals';
import nock from 'nock';
import { runInProcess } from '../support/in-process.ts';
import { expectTokenRequest, secretHeader, secretInputs, tokenAnswer, useNock } from '../support/zitadel.ts';

useNock();

async function fixFor(inputs: Readonly<Record<string, string>>): Promise<string> {
  const step = await runInProcess({ inputs: { ...secretInputs, ...inputs } });
  expect(step.failed).toBe(true);
  const [annotation] = step.log.annotations;
  return annotation?.message.split('\n').at(-2) ?? '';
}

describe('a login name that is not found', () => {
  test.each([
    // client ID, fix
    ['ci-bot', 'If the organization adds its domain to login names, the login name is name@domain.'],
    ['ci bot', 'If the organization adds its domain to login names, the login name is name@domain.'],
    ['1234', 'If the organization adds its domain to login names, the login name is name@domain.'],
    ['c\u0456-bot', `Type the value of 'client-id' again: it contains the character U+0456 at position 2`],
    ['ci@bot@acme.zitadel.cloud', 'A suffix such as "@acme.zitadel.cloud" changes with the organization\'s name'],
  ])('%s', async (id, fix) => {
    expectTokenRequest().reply(400, { error: 'invalid_client', error_description: 'client not found' });

    expect(await fixFor({ 'client-id': id })).toContain(fix);
  });

  test('is copied from its page, and may be too new', async () => {
    expectTokenRequest().reply(400, { error: 'invalid_client', error_description: 'client not found' });

    const fix = await fixFor({});

    expect(fix).toContain("Fix: Set 'client-id' to the login name on the service account's page.");
    expect(fix).toContain('If the account was just created, re-run the step.');
  });
});

describe('white space around the credential', () => {
  test.each([
    ['a space', ' ', ' '],
    ['a line end, as a pasted secret has', '', '\n'],
    ['tabs', '\t', '\t'],
  ])('is removed: %s', async (_, before, after) => {
    expectTokenRequest().matchHeader('authorization', secretHeader).reply(200, tokenAnswer);

    const step = await runInProcess({
      inputs: {
        domain: secretInputs.domain,
        'client-id': `${before}${secretInputs['client-id']}${after}`,
        'client-secret': `${before}${secretInputs['client-secret']}${after}`,
      },
    });

    expect(step.failed).toBe(false);
  });
});

describe('a host without an instance', () => {
  test.each([
    // domain, endpoint, fix
    [
      'https://acme.zitadel.cloud',
      '',
      "Correct 'domain' (https://acme.zitadel.cloud): it must be the host name in the address",
    ],
    ['https://10.0.0.7', '', "Set 'domain' to the instance's public name … and 'endpoint' to https://10.0.0.7."],
    [
      'https://[fd00::7]:8443',
      '',
      "Set 'domain' to the instance's public name … and 'endpoint' to https://[fd00::7]:8443.",
    ],
    ['https://zitadel', '', "Set 'domain' to the instance's public name … and 'endpoint' to https://zitadel."],
    [
      'https://zitadel.zitadel.svc',
      '',
      "Set 'domain' to the instance's public name … and 'endpoint' to https://zitadel.zitadel.svc.",
    ],
    [
      'https://id.corp.internal',
      '',
      "Set 'domain' to the instance's public name … and 'endpoint' to https://id.corp.internal.",
    ],
    ['https://id.example.com', 'https://zitadel.zitadel.svc', "Correct 'domain' (https://id.example.com)"],
  ])('%s %s', async (domain, endpoint, fix) => {
    const words = 'unable to set instance: ID=QUERY-1kIjX Message=an unknown message';
    nock(endpoint || domain)
      .post('/oauth/v2/token')
      .reply(404, words, { 'content-type': 'text/plain' });

    const told = await fixFor({ domain, endpoint });

    for (const piece of fix.split(' … ')) expect(told).toContain(piece);
  });
});

describe('a secret that is not accepted', () => {
  const refusal = { error: 'invalid_request', error_description: 'Errors.User.Machine.Secret.Invalid' };

  test.each([
    ['of basic-auth', basic('ci-bot:Kp3vLq8sWz2x'), 'Store the current client secret'],
    ['of basic-auth, with an encoded plus sign', basic('ci-bot:Kp3v%2BLq8sWz2x'), 'Store the current client secret'],
  ])('%s', async (_, inputs, fix) => {
    expectTokenRequest().reply(400, refusal);

    const step = await runInProcess({ inputs: { domain: secretInputs.domain, ...inputs } });

    expect(step.log.annotations[0]?.message).toContain(`Fix: ${fix}`);
  });
});

function basic(halves: string): Readonly<Record<string, string>> {
  return { 'basic-auth': Buffer.from(halves).toString('base64') };
}
