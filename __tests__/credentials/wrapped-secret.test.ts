import { describe, expect, test } from '@jest/globals';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { scriptConnection } from '../support/scripted-connection.ts';
import { accessToken, secretInputs, tokenAnswer } from '../support/zitadel.ts';

const { domain, 'client-secret': secret } = secretInputs;
const pat = 'Vb7kQm2Xc9Zs4Lp6Tr8Wn3Yd5Hg1Jf0AeUiOoKp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a';

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('a personal access token is used without what was put around it', () => {
  test.each([
    ['double quotes', `"${pat}"`],
    ['single quotes', `'${pat}'`],
    ['typographic quotes', `“${pat}”`],
    ['escaped quotes', `\\"${pat}\\"`],
    ['a literal line break', `${pat}\\n`],
    ['a zero-width space', `\u200b${pat}\u200b`],
    ['a byte order mark', `\ufeff${pat}`],
    ['the word Bearer', `Bearer ${pat}`],
    ['the name of a variable', `ZITADEL_PAT=${pat}`],
    ['base64', base64(`${pat}\n`)],
    ['base64 in lines', base64(pat).replace(/(.{76})/, '$1\n')],
    ['quotes and Bearer', `"Bearer ${pat}"`],
  ])('%s', async (_, token) => {
    const step = await runInProcess({ inputs: { domain, 'personal-access-token': token } });

    expect(step.log.annotations).toEqual([]);
    expect(step.outputs['access_token']).toBe(pat);
    expect(unmasked(step)).not.toContain(pat);
  });
});

test.each(['e_-9Z'.repeat(12), `ewB-${'_-9Z'.repeat(12)}`])(
  'a random token whose bytes begin with a brace is used: %s',
  async (token) => {
    const step = await runInProcess({ inputs: { domain, 'personal-access-token': token } });

    expect(step.log.annotations).toEqual([]);
    expect(step.outputs['access_token']).toBe(token);
  },
);

describe('a client secret is sent unchanged, and the fix for its rejection names what was put around it', () => {
  test.each([
    ['double quotes', `"${secret}"`, 'Store the client secret without the quotes around it.'],
    ['typographic quotes', `‘${secret}’`, 'Store the client secret without the quotes around it.'],
    ['a literal line break', `${secret}\\n`, 'Store the client secret without the two characters \\n at its end.'],
    ['base64', base64(`${secret}${secret}\n`), 'Store the client secret without the base64 encoding.'],
    [
      'the word Bearer',
      `Bearer ${secret}`,
      'Store the client secret without the word "Bearer" or "Basic" in front of it.',
    ],
    ['a name', `CLIENT_SECRET=${secret}`, 'Store the client secret without the name and the = in front of it.'],
    ['a zero-width space', `${secret}\u200b`, 'Store the client secret without the invisible characters around it.'],
    [
      'a zero-width space inside',
      `${secret}\u200b${secret}`,
      'Store the client secret without the invisible character U+200B at position 33.',
    ],
  ])('%s', async (_, given, fix) => {
    const body = { error: 'invalid_request', error_description: 'Errors.User.Machine.Secret.Invalid' };
    const { connect, asked } = scriptConnection([{ status: 400, body }]);

    const step = await runInProcess({ inputs: { ...secretInputs, 'client-secret': given }, connect });

    expect(asked).toEqual(['POST /oauth/v2/token', 'GET /debug/ready']);
    expect(step.outputs).toEqual({ failure: 'credential' });
    expect(step.log.annotations.map(({ message }) => message.split('\n').at(-2))).toEqual([`Fix: ${fix}`]);
    expect(unmasked(step)).not.toContain(secret);
  });

  test('base64 in lines fails before anything is sent', async () => {
    const lines = base64(secret.repeat(2)).replace(/(.{76})/, '$1\n');

    const step = await runInProcess({ inputs: { ...secretInputs, 'client-secret': lines } });

    expect(step.log.annotations.map(({ message }) => message)).toEqual([
      `The input 'client-secret' contains a line break.\n` +
        `Instance: https://acme.zitadel.cloud.\n` +
        `Fix: Store the client secret without the base64 encoding.\n` +
        `Help: docs/troubleshooting.md#invalid-client-secret`,
    ]);
  });
});

describe('basic-auth made with echo', () => {
  test.each([
    ['a line break at its end', `ci-bot:${secret}\n`],
    ['one of Windows', `ci-bot:${secret}\r\n`],
  ])('is sent without %s', async (_, text) => {
    const headers: (string | undefined)[] = [];
    const { connect } = scriptConnection([{ status: 200, body: tokenAnswer }]);

    const step = await runInProcess({
      inputs: { domain, 'basic-auth': base64(text) },
      connect: (options, log) => {
        const { send, ...others } = connect(options, log);
        return {
          ...others,
          send(build, sendOptions) {
            headers.push(build().headers['authorization']);
            return send(build, sendOptions);
          },
        };
      },
    });

    expect(step.log.annotations).toEqual([]);
    expect(step.outputs['access_token']).toBe(accessToken);
    expect(headers).toEqual([`Basic ${base64(`ci-bot:${secret}`)}`]);
    expect(unmasked(step)).not.toContain(base64(text));
  });

  test('with a line break inside is explained', async () => {
    const step = await runInProcess({ inputs: { domain, 'basic-auth': base64(`ci-bot\n:${secret}\n`) } });

    expect(step.log.annotations.map(({ message }) => message)).toEqual([
      `The input 'basic-auth' decodes to a text with a line break inside.\n` +
        `Instance: https://acme.zitadel.cloud.\n` +
        `Fix: Set 'client-id' and 'client-secret' instead of 'basic-auth'. This action encodes them.\n` +
        `Help: docs/troubleshooting.md#invalid-basic-auth`,
    ]);
  });
});

/** The log without masks. */
function unmasked({ stdout }: InProcessResult): string {
  return stdout.replaceAll(/^::add-mask::.*$/gm, '');
}
