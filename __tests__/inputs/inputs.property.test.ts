import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readActionFile } from '../../emulators/runner/action-file.ts';
import { runInProcess } from '../support/in-process.ts';
import { rows } from './impossible-inputs.ts';
import { keyJson, p256, rsa } from '../support/keys.ts';
import { propertyRuns, propertyTimeout } from '../support/property.ts';
import { scriptConnection } from '../support/scripted-connection.ts';
import { secretInputs, tokenAnswer } from '../support/zitadel.ts';

/** With any inputs, the step returns a token or a failure with a cause and a fix, and never an internal error. */

const runs = propertyRuns('Odd inputs');

/** Usual values, in the right input or in another. */
const usual = fc.constantFrom(
  ...`acme.zitadel.cloud https://id.example.com:8443/ http://[::1]:80 localhost:8080 // http:// ci-bot ci-bot@acme
  312345678901234567 userinfo org true false 0 -1 600 3650 1e3 {"type":"serviceaccount"} a.b.c openid / . ..
  urn:zitadel:iam:org:project:id:1:aud,openid /dev/null`.split(/\s+/),
  keyJson,
  rsa.pkcs8,
  p256.traditional,
  rsa.traditional.slice(0, 400),
  'X-Name: value',
  'x: y\nhost: z',
);
/** Values that are invalid in one input, in any input. */
const impossible = fc.constantFrom(...rows.flatMap((row) => Object.values(row.inputs)));
const anything = fc.oneof(
  usual,
  impossible,
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ maxLength: 60 }),
);
const inputs = fc.dictionary(fc.constantFrom(...Object.keys(readActionFile().inputs)), anything, { maxKeys: 6 });

test(
  'no input causes an internal error',
  async () => {
    await fc.assert(
      fc.asyncProperty(inputs, fc.boolean(), async (given, complete) => {
        const checked = { sub: '1', org: { id: '1', state: 'ORG_STATE_ACTIVE' } };
        const answers = [tokenAnswer, checked, checked, checked].map((body) => ({ status: 200, body }));
        const { connect, asked } = scriptConnection(answers);
        // An environment variable cannot contain a NUL.
        const clean = Object.entries(given).map(([name, text]) => [name, text.replaceAll('\0', '')]);
        const step = await runInProcess({
          inputs: { ...(complete ? secretInputs : {}), ...Object.fromEntries(clean) },
          connect,
        });
        const failure = step.outputs['failure'];
        expect(failure).not.toBe('internal');
        expect('access_token' in step.outputs).toBe(!step.failed);
        if (failure === 'config') expect(asked).toEqual([]);
        expect(step.log.annotations.filter(({ level }) => level === 'error')).toHaveLength(step.failed ? 1 : 0);
      }),
      runs,
    );
  },
  propertyTimeout,
);
