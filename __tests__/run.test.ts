import { describe, expect, test } from '@jest/globals';
import { runInProcess } from './support/in-process.ts';
import {
  accessToken,
  expectTokenRequest,
  issuer,
  secretHeader,
  secretInputs,
  tokenAnswer,
  useNock,
} from './support/zitadel.ts';

useNock();

describe('a client secret', () => {
  test('is sent once, by Basic, and the answer becomes the outputs', async () => {
    expectTokenRequest(
      (form) =>
        form['grant_type'] === 'client_credentials' &&
        form['scope'] === 'openid urn:zitadel:iam:org:project:id:zitadel:aud',
    )
      .matchHeader('authorization', secretHeader)
      .matchHeader('user-agent', 'zitadel-token-action/1.0.0')
      .reply(200, tokenAnswer);

    const step = await runInProcess({ inputs: secretInputs, now: () => Date.UTC(2026, 10, 24, 5, 0, 0) });

    expect(step.failed).toBe(false);
    expect(step.outputs).toEqual({
      token_type: 'Bearer',
      expires_in: '43199',
      expires_at: '2026-11-24T16:59:59Z',
      issuer,
      access_token: accessToken,
    });
    expect(step.log.text).toMatchInlineSnapshot(`
"Asking https://acme.zitadel.cloud for an access token: client secret of "ci-bot".
Got an access token.
  Instance: https://acme.zitadel.cloud
  Credential: client secret of "ci-bot"
  Token expires: 2026-11-24T16:59:59Z (in 12 hours)"
`);
  });

  test('that is wrong says so, and exports nothing', async () => {
    expectTokenRequest().reply(400, {
      error: 'invalid_request',
      error_description: 'Errors.User.Machine.Secret.Invalid',
    });

    const step = await runInProcess({ inputs: secretInputs });

    expect(step.failed).toBe(true);
    expect(step.outputs).toEqual({ failure: 'credential' });
  });
});
