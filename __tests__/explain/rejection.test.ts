import { expect, test } from '@jest/globals';
import { credentials, holder } from '../support/credentials.ts';
import { runInProcess } from '../support/in-process.ts';
import { scriptConnection, type Scripted } from '../support/scripted-connection.ts';
import { issuer, secretInputs, tokenAnswer } from '../support/zitadel.ts';

/** Errors that the table does not contain: their class follows from their form. */

const issued: Scripted = { status: 200, body: tokenAnswer };
const accessTokenOf = { domain: issuer, ...credentials['personal access token'].inputs(holder) };
const oauth = { error: 'access_denied', error_description: 'no active user' };
const api = { code: 7, message: 'Membership is suspended (AUTHZ-x1y2z)' };
const v5Detail = 'type.googleapis.com/zitadel.error.v2.ErrorDetail';
/** An error of ZITADEL 5. */
const ofV5 = (slug: string) => ({ code: 5, message: `Text (${slug})`, details: [{ '@type': v5Detail, slug }] });
const page = '<html><title>Blocked</title></html>';
const manyLines = { error: 'invalid_request', error_description: 'line\n::error::x\n##[warning]y '.repeat(100) };

test.each<[string, string, Record<string, string>, number, Scripted['body'], string]>([
  ['token', 'an OAuth error', secretInputs, 400, { error: 'unauthorized_client' }, 'credential'],
  ['token', 'another OAuth error', secretInputs, 400, { error: 'invalid_scope' }, 'credential'],
  ['token', 'an odd OAuth error', secretInputs, 400, { error: '<b>', error_description: '{"a":1}' }, 'credential'],
  ['token', 'an OAuth error of many lines', secretInputs, 400, manyLines, 'credential'],
  ['token', 'an error that is a number', secretInputs, 400, { error: 7, error_description: [] }, 'server'],
  ['token', 'an API error', secretInputs, 403, api, 'server'],
  ['token', 'an API error with an odd id', secretInputs, 403, { message: 'no', details: [{ id: 7 }] }, 'server'],
  ['token', 'a page', secretInputs, 403, page, 'server'],
  ['token', 'a page with entities', secretInputs, 401, '<html><title>Log in &amp; go</title></html>', 'server'],
  ['token', 'plain text', secretInputs, 402, 'Payment required', 'server'],
  ['token', 'a list', secretInputs, 405, [], 'server'],
  ['token', 'nothing', secretInputs, 410, '', 'server'],
  ['userinfo', 'an OAuth error', secretInputs, 401, oauth, 'verification'],
  ['userinfo', 'an OAuth error', accessTokenOf, 401, oauth, 'credential'],
  ['org', 'an API error', secretInputs, 403, api, 'verification'],
  ['org', 'an API error', accessTokenOf, 403, api, 'verification'],
  ['org', 'an API error without an id', secretInputs, 403, { code: 7, message: 'no' }, 'server'],
  ['org', 'an odd status', secretInputs, 418, api, 'server'],
  ['org', 'no role, by its slug', secretInputs, 404, ofV5('membership.not_found'), 'verification'],
  ['org', 'an unknown slug', secretInputs, 401, ofV5('token.invalid'), 'verification'],
  ['org', 'an unknown slug', accessTokenOf, 401, ofV5('token.invalid'), 'credential'],
  ['org', 'an unknown slug', secretInputs, 403, ofV5('permission.denied'), 'verification'],
  ['org', 'an unknown slug', secretInputs, 404, ofV5('organization.not_found'), 'verification'],
  ['org', 'a slug in the message only', secretInputs, 404, { message: 'x (organization.not_found)' }, 'verification'],
  ['org', 'neither id nor slug', secretInputs, 404, { details: [{ '@type': v5Detail }] }, 'verification'],
  [
    'org',
    'an error of a service',
    secretInputs,
    404,
    { details: [{ type: 'zitadel.v1.ErrorDetail' }] },
    'verification',
  ],
  ['org', 'an unknown slug', secretInputs, 400, ofV5('organization.invalid'), 'server'],
  ['org', 'a page', secretInputs, 403, page, 'server'],
])('%s: %s is a failure of its class', async (request, _, inputs, status, body, failure) => {
  const first = request === 'token' || 'personal-access-token' in inputs ? [] : [issued];
  const connection = scriptConnection([...first, { status, body }, { status, body }]);
  const verify = request === 'token' ? 'none' : request;
  const { outputs, log } = await runInProcess({ inputs: { ...inputs, verify }, connect: connection.connect });
  expect(outputs).toEqual({ failure });
  expect(log.annotations).toHaveLength(1);
  const message = log.annotations.map((annotation) => annotation.message).join('\n');
  expect(message).toContain(`was rejected: status ${status}`);
  // What has the form of ZITADEL's errors is not from anything else.
  if (JSON.stringify(body).includes('_found') || JSON.stringify(body).includes(v5Detail)) {
    expect(message).not.toContain('in front of');
  }
});
