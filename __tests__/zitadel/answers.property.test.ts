import { expect, test } from '@jest/globals';
import { splitLines } from '../../emulators/runner/lines.ts';
import * as fc from 'fast-check';
import { runInProcess } from '../support/in-process.ts';
import { keyJson } from '../support/keys.ts';
import { propertyRuns, propertyTimeout } from '../support/property.ts';
import { scriptConnection, type Scripted } from '../support/scripted-connection.ts';
import { issuer, secretInputs, tokenAnswer } from '../support/zitadel.ts';

/**
 * For every response of a server, a step succeeds, or fails with a cause and a fix, but never with an internal error.
 */

const runs = propertyRuns('Odd responses');

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    'Bearer',
    'ORG_STATE_ACTIVE',
    '9999-12-31T23:59:59Z',
    '-1',
    '1e400',
    '(AUTHZ-cdgFk)',
    'Errors.Internal',
  ),
);
const value = fc.oneof({ depthSize: 'small' }, text, fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.constant(null));

/** Objects with the fields that are read, with any values. */
const likely = fc.dictionary(
  fc.constantFrom(
    ...`access_token token_type expires_in error error_description code message details id org state name primaryDomain
    sub result expirationDate issuer token_endpoint urn:zitadel:iam:user:resourceowner:id __proto__ toString`.split(
      /\s+/,
    ),
  ),
  value,
  { maxKeys: 8 },
);
const nested = fc.record({ org: likely, details: fc.array(likely, { maxLength: 2 }), result: fc.array(likely) });

const answer: fc.Arbitrary<Scripted> = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 204, 400, 401, 403, 404, 418, 500),
  body: fc.oneof(likely, nested, text, fc.constant(tokenAnswer), fc.constant('<!doctype html><title>\u2028</title>')),
  headers: fc.dictionary(fc.constantFrom('date', 'content-type', 'retry-after', 'location'), text),
});

const inputs = fc.constantFrom<Record<string, string>>(
  { ...secretInputs, verify: 'org', 'org-id': '1' },
  { ...secretInputs, verify: 'userinfo', scopes: 'openid urn:zitadel:iam:user:resourceowner' },
  { domain: issuer, 'service-account-key': keyJson, verify: 'org' },
  { domain: issuer, 'personal-access-token': 'p'.repeat(71), verify: 'org', 'job-summary': 'true' },
);

test(
  'no response causes an internal error',
  async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.array(answer, { minLength: 1, maxLength: 5 }), async (given, answers) => {
        // An odd first response stops the step, so half of the conversations start with a token.
        const conversation = answers.length % 2 === 0 ? [{ status: 200, body: tokenAnswer }, ...answers] : answers;
        const rest: Scripted[] = Array.from({ length: 5 }, () => ({
          status: 404,
          body: { code: 5, message: 'Not Found' },
        }));
        const { connect } = scriptConnection([...conversation, ...rest]);
        const step = await runInProcess({ inputs: given, connect });

        expect(step.outputs['failure']).not.toBe('internal');
        expect('access_token' in step.outputs).toBe(!step.failed);
        const shown = splitLines(step.stdout).filter((line) => !line.startsWith('::add-mask::'));
        // Each command or text is one line, and no other command appears.
        for (const line of shown) expect(line).toMatch(/^(::(error|warning) title=ZITADEL[^\n]*|(?!.*##\[)(?!::).*)$/);
      }),
      runs,
    );
  },
  propertyTimeout,
);
