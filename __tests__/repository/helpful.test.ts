import { expect, test } from '@jest/globals';
import { expectHelpful } from '../support/expect.ts';

/** Every failing step of the tests is checked by the rules for messages. These tests check the rules. */
const fine =
  'It failed.\nInstance: https://acme.zitadel.cloud.\nFix: Check the host name.\nHelp: docs/troubleshooting.md#not-an-origin';

test('a message that helps', () => {
  expectHelpful(fine);
});

test.each([
  ['asks politely', fine.replace('It', 'Please note: it')],
  ['blames', fine.replace('It failed', 'you forgot the secret. It failed')],
  ['shouts', fine.replace('failed.', 'failed!')],
  ['shows JSON', fine.replace('It failed.', '{"error":"invalid_client"}')],
  ['lost a value', fine.replace('It failed.', 'It failed: undefined.')],
  ['has too many lines', fine.replace('It failed.', 'a\nb\nc\nd\ne\nf')],
  ['names no fix', fine.replace('Fix: Check the host name.', '')],
  ['names an empty fix', fine.replace('Fix: Check the host name.', 'Fix: ')],
  ['leads nowhere', fine.replace('#not-an-origin', '#nowhere')],
  ['names a fix twice', fine.replace('host name.', 'host name. Check the host name.')],
  ['quotes too much', fine.replace('It failed.', `It failed: "${'a'.repeat(201)}".`)],
])('a message that %s breaks the rules', (_, bad) => {
  expect(() => expectHelpful(bad)).toThrow();
});
