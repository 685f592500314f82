import { randomInt } from 'node:crypto';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { readActionFile } from '../../emulators/runner/action-file.ts';
import { runInProcess } from '../support/in-process.ts';
import { base64, keyJson, p256, rsa, wrappedBase64 } from '../support/keys.ts';
import { scriptConnection } from '../support/scripted-connection.ts';
import { findSecrets, type Sentinel } from '../support/sentinels.ts';
import { secretInputs } from '../support/zitadel.ts';

/** A credential of any kind, wrapped in any way, in any input: nothing is sent, nothing of it is shown, and the right input is named. */

const seed = Number(process.env['FAST_CHECK_SEED'] ?? randomInt(2 ** 31));
const numRuns = Number(process.env['FAST_CHECK_RUNS'] ?? 500);
process.stderr.write(`Credentials in wrong inputs: ${numRuns} steps; FAST_CHECK_SEED=${seed} repeats them.\n`);

const jwt = [
  '{"alg":"RS256","kid":"1"}',
  '{"iss":"https://acme.zitadel.cloud","sub":"Kp3vLq8sWz2xNf7tRb5"}',
  'a signature, 1!',
]
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const bodyOf = (pem: string): string => pem.replace(/-----[A-Z ]+-----/g, '').trim();
const anyHeader = ['headers'];

/** Each kind: its texts, what must be named, and the inputs that take it. */
const kinds = [
  {
    texts: [keyJson, JSON.stringify(JSON.parse(keyJson), undefined, 2)],
    named: /service-account-key/,
    takenBy: ['service-account-key'],
  },
  {
    texts: [rsa.pkcs8, rsa.traditional, p256.pkcs8, p256.traditional, bodyOf(rsa.traditional), bodyOf(p256.pkcs8)],
    named: /private-key|service-account-key/,
    takenBy: ['private-key'],
  },
  {
    texts: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_']
      .map((prefix) => prefix + 'Ab1'.repeat(12))
      .concat(`github_pat_${'Cd2'.repeat(27)}`),
    named: /GitHub/,
    takenBy: anyHeader,
  },
  { texts: [jwt], named: /'assertion'/, takenBy: ['assertion', 'personal-access-token', ...anyHeader] },
] as const;

const wrappings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'with \\n for line breaks': (text) => text.trim().replaceAll('\n', '\\n'),
  'with Windows line ends': (text) => text.replaceAll('\n', '\r\n'),
  'its lines joined': (text) => text.replaceAll('\n', ''),
  'in white space': (text) => `\n  ${text}\t\r\n`,
  'in double quotes': (text) => `"${text}"`,
  'in single quotes': (text) => `'${text}'`,
  'as a JSON string': (text) => JSON.stringify(text),
  'in base64': base64,
  'in wrapped base64': wrappedBase64,
  'in base64 twice': (text) => base64(base64(text)),
  'in base64, in quotes': (text) => `"${base64(text)}"`,
  'percent-encoded': encodeURIComponent,
  'form-encoded': (text) => new URLSearchParams([['', text]]).toString().slice(1),
  'in a field of JSON': (text) => JSON.stringify({ data: { value: text } }),
  'in base64, in a field of JSON': (text) => JSON.stringify({ name: 'x', content: base64(text) }, undefined, 2),
  'behind a name': (text) => `ZITADEL_SECRET=${text}`,
  'behind an ID and a colon': (text) => `ci-bot:${text}`,
};

test(
  'a credential in the input of another is rejected before anything is sent',
  async () => {
    const cases = fc.record({
      kind: fc.constantFrom(...kinds),
      index: fc.nat(20),
      wrapping: fc.constantFrom(...Object.keys(wrappings)),
      input: fc.constantFrom(...Object.keys(readActionFile().inputs)),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ kind, index, wrapping, input }) => {
        const text = kind.texts[index % kind.texts.length] ?? '';
        const value = wrappings[wrapping]?.(text) ?? '';
        // A list cannot contain JSON, and a header contains one line.
        fc.pre(!(kind.takenBy as readonly string[]).includes(input));
        const { connect, asked } = scriptConnection([]);
        const step = await runInProcess({ inputs: { ...secretInputs, [input]: value }, connect });

        const message = step.log.annotations.map((annotation) => annotation.message).join('\n');
        expect(asked).toEqual([]);
        expect(step.outputs).toEqual({ failure: 'config' });
        expect(message).toMatch(kind.named);
        expect(message).not.toMatch(/\b(generate|create)\b/i);
        const sentinels: Sentinel[] = [{ name: 'it', value: text.replace(/-----[A-Z ]+-----|\\n|\s/g, '') }];
        expect(findSecrets([step.log.text, message, step.summary].join('\n'), sentinels)).toEqual([]);
      }),
      { seed, numRuns },
    );
  },
  60_000 + numRuns * 50,
);
