import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { keyFields } from '../../support/keys.ts';
import { runInProcess } from '../../support/in-process.ts';
import { scriptConnection } from '../../support/scripted-connection.ts';
import { tokenAnswer } from '../../support/zitadel.ts';

/** RFC 7518 §3.3: an RSA key has 2048 bits or more. */

const domain = 'acme.zitadel.cloud';
const newPair = `Create an RSA key ("openssl genrsa -out key.pem 2048"), upload its public half to the service account, and set 'private-key' and 'key-id'.`;

function ownPair(bits: number): Record<string, string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { domain, 'private-key': pem, 'key-id': '1', 'user-id': '2' };
}

test('a key under 1024 bits fails the step', async () => {
  const { connect, asked } = scriptConnection([]);

  const step = await runInProcess({ inputs: ownPair(768), connect });

  expect(asked).toEqual([]);
  expect(step.outputs).toEqual({ failure: 'config' });
  expect(step.log.annotations.map(({ message }) => message)).toEqual([
    `The input 'private-key' contains an RSA key of 768 bits. Only 1024 to 8192 bits are accepted.\nInstance: https://${domain}.\nFix: ${newPair}\nHelp: docs/troubleshooting.md#unsupported-key`,
  ]);
});

test.each([
  ['private-key', ownPair(1024), `The input 'private-key'`, 1024],
  [
    'service-account-key',
    { domain, 'service-account-key': JSON.stringify({ ...keyFields, key: ownPair(1536)['private-key'] }) },
    `The input 'service-account-key': the field "key"`,
    1536,
  ],
])('%s: a key under 2048 bits is a warning', async (_, inputs, where, bits) => {
  const { connect } = scriptConnection([{ status: 200, body: tokenAnswer }]);

  const step = await runInProcess({ inputs, connect });

  expect(step.failed).toBe(false);
  expect(step.log.annotations.map(({ level, message }) => `${level}: ${message.split('\n')[0]}`)).toEqual([
    `warning: ${where} contains an RSA key of ${bits} bits. RFC 7518 requires at least 2048: create a new key.`,
  ]);
});
