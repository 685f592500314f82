import { expect, test } from '@jest/globals';
import { runInProcess } from '../support/in-process.ts';
import { scriptConnection, type Scripted } from '../support/scripted-connection.ts';
import { issuer, secretInputs, tokenAnswer } from '../support/zitadel.ts';

/** Refusals that the table does not know: whose fault they are, as far as their form tells. */

const issued: Scripted = { status: 200, body: tokenAnswer };
const accessTokenOf = { domain: issuer, 'personal-access-token': 'pat'.repeat(20) };
const oauth = { error: 'access_denied', error_description: 'no active user' };
const api = { code: 7, message: 'Membership is suspended (AUTHZ-x1y2z)' };

test.each<[string, string, Record<string, string>, Scripted, string]>([
  ['token', 'an OAuth error', secretInputs, { status: 400, body: { error: 'unauthorized_client' } }, 'credential'],
  ['token', 'an API error', secretInputs, { status: 403, body: api }, 'server'],
  ['token', 'a page', secretInputs, { status: 403, body: '<html><title>Blocked</title></html>' }, 'server'],
  ['userinfo', 'an OAuth error', secretInputs, { status: 401, body: oauth }, 'verification'],
  ['userinfo', 'an OAuth error', accessTokenOf, { status: 401, body: oauth }, 'credential'],
  ['org', 'an API error', secretInputs, { status: 403, body: api }, 'verification'],
  ['org', 'an API error', accessTokenOf, { status: 403, body: api }, 'verification'],
  ['org', 'an API error without an id', secretInputs, { status: 403, body: { code: 7, message: 'no' } }, 'server'],
  ['org', 'an odd status', secretInputs, { status: 418, body: api }, 'server'],
  ['org', 'a page', secretInputs, { status: 403, body: '<html><title>Blocked</title></html>' }, 'server'],
])('%s: %s is a failure of its class', async (request, _, inputs, answer, failure) => {
  const first = request === 'token' || 'personal-access-token' in inputs ? [] : [issued];
  const connection = scriptConnection([...first, answer]);
  const verify = request === 'token' ? 'none' : request;
  const { outputs, log } = await runInProcess({ inputs: { ...inputs, verify }, connect: connection.connect });
  expect(outputs).toEqual({ failure });
  expect(log.annotations.at(-1)?.message).toContain(`was refused: status ${answer.status}`);
});
