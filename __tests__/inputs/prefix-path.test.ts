import { expect, test } from '@jest/globals';
import { parseOrigin } from '../../src/inputs/origin.ts';
import { runInProcess } from '../support/in-process.ts';
import { startInstance } from '../support/ci-bot.ts';
import { refusalOf } from '../support/refusal-of.ts';

test.each([
  'https://example.com/zitadel',
  'example.com/auth-service/',
  'https://example.com/zitadel/ui/console',
  'https://example.com/zitadel/oauth/v2/token',
  'https://example.com/uis',
])('%s: ZITADEL under a path is not supported', (given) => {
  const { topic, message, fix } = refusalOf(() => parseOrigin('domain', given));

  expect(topic).toBe('prefix-path');
  expect(message).toBe(`The input 'domain' contains a path, and ZITADEL does not support running under a path.`);
  expect(fix).toBe(`Set 'domain' to https://example.com, or give the instance its own host name.`);
});

test.each([
  'https://example.com/ui/console',
  'example.com/oauth/v2/token',
  'example.com/.well-known/openid-configuration',
  'example.com/management/v1',
  'example.com?zitadel',
])('%s is an address of the instance itself', (given) => {
  expect(refusalOf(() => parseOrigin('endpoint', given)).topic).toBe('not-an-origin');
});

test('nothing is sent, and the origin alone succeeds', async () => {
  const { emulator, inputs } = await startInstance();
  const step = await runInProcess({ inputs: { ...inputs, domain: `${inputs.domain}/zitadel` } });

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(emulator.requests).toEqual([]);
  expect((await runInProcess({ inputs })).failed).toBe(false);
  await emulator.close();
});
