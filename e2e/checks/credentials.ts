import assert from 'node:assert/strict';
import type { KeyObject } from 'node:crypto';
import { type Check, checksOf } from '../check.ts';
import type { AccountWithSecret, OwnKey, World } from '../provision/world.ts';
import { send } from '../server/send.ts';
import { signAssertion } from '../server/assertion.ts';
import { fails, stepOf, succeeds, tokenOf } from '../step.ts';

type Inputs = Readonly<Record<string, string>>;

/** Every kind of credential, in every accepted form. */
export const credentialChecks: readonly Check[] = checksOf('credential', {
  'client secret': (world) => getsToken(world, world.accounts.reader, secretOf(world.accounts.reader)),
  'client secret, login name in upper case': (world) =>
    getsToken(world, world.accounts.reader, {
      ...secretOf(world.accounts.reader),
      'client-id': world.accounts.reader.loginName.toUpperCase(),
    }),
  'client secret, login name with a suffix': (world) =>
    getsToken(world, world.accounts.suffixed, secretOf(world.accounts.suffixed)),
  'client secret of an account without any role': (world) =>
    getsToken(world, world.accounts.roleless, secretOf(world.accounts.roleless)),
  'Basic value': (world) => getsToken(world, world.accounts.reader, { 'basic-auth': basicOf(world.accounts.reader) }),
  'Basic value with its scheme': (world) =>
    getsToken(world, world.accounts.reader, { 'basic-auth': `Basic ${basicOf(world.accounts.reader)}` }),
  'key JSON': (world) => getsToken(world, world.accounts.reader, { 'service-account-key': world.keys.endless.json }),
  'key JSON in base64': (world) =>
    getsToken(world, world.accounts.reader, {
      'service-account-key': Buffer.from(world.keys.endless.json).toString('base64'),
    }),
  'key JSON in a file': (world) =>
    getsToken(
      world,
      world.accounts.reader,
      { 'service-account-key-file': 'key.json' },
      { 'key.json': world.keys.endless.json },
    ),
  'own RSA key, PKCS#8': (world) => getsToken(world, world.accounts.reader, pairOf(world.keys.rsa, 'pkcs8')),
  'own RSA key, PKCS#1': (world) => getsToken(world, world.accounts.reader, pairOf(world.keys.rsa, 'pkcs1')),
  'own P-256 key, PKCS#8': (world) => p256(world, 'pkcs8'),
  'own P-256 key, SEC1': (world) => p256(world, 'sec1'),
  'assertion signed elsewhere': async (world) =>
    getsToken(world, world.accounts.reader, { assertion: await signAssertion(world.instance, world.keys.rsa) }),
  'personal access token': async (world) => {
    const { token } = world.personalAccessTokens.single;
    const outputs = await getsToken(world, world.accounts.reader, { 'personal-access-token': token });
    assert.equal(outputs['access_token'], token);
    assert.equal(outputs['expires_in'], undefined);
  },
  'account whose tokens are JWTs': async (world) => {
    const { jwt } = world.accounts;
    const outputs = await getsToken(world, jwt, { ...secretOf(jwt), 'project-ids': world.projectId });
    assert.equal(outputs['user_id'], jwt.userId);
    const [, claims = ''] = (outputs['access_token'] ?? '').split('.');
    const { aud } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { aud: string[] };
    assert.ok(aud.includes(world.projectId), `the project is not in the audience: ${aud.join(' ')}`);
  },
});

/** The inputs of a client secret. */
export function secretOf({ loginName, clientSecret }: AccountWithSecret): Inputs {
  return { 'client-id': loginName, 'client-secret': clientSecret };
}

/** The inputs of your own key pair. */
export function pairOf({ privateKey, keyId, userId }: OwnKey, type: 'pkcs1' | 'pkcs8' | 'sec1' = 'pkcs8'): Inputs {
  return { 'private-key': pemOf(privateKey, type), 'key-id': keyId, 'user-id': userId };
}

function pemOf(key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): string {
  return key.export({ type, format: 'pem' }).toString();
}

function basicOf({ loginName, clientSecret }: AccountWithSecret): string {
  return Buffer.from(`${encodeURIComponent(loginName)}:${encodeURIComponent(clientSecret)}`).toString('base64');
}

/** The step succeeds, and the instance confirms the account of the token. */
async function getsToken(
  world: World,
  { userId }: { userId: string },
  inputs: Inputs,
  files: Inputs = {},
): Promise<Inputs> {
  const step = await succeeds(stepOf(world, inputs, files));
  const userinfo = await send(world.instance, '/oidc/v1/userinfo', { token: tokenOf(step) });
  assert.equal(userinfo.status, 200, userinfo.text);
  assert.equal((JSON.parse(userinfo.text) as { sub: string }).sub, userId);
  if (step.outputs['expires_in'] !== undefined) {
    assert.match(step.outputs['expires_in'], /^[1-9]\d*$/);
    assert.match(step.outputs['expires_at'] ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  }
  return step.outputs;
}

/** From v4.14 on a P-256 key works. An older server accepts the upload, but rejects every assertion with an error. */
async function p256(world: World, type: 'pkcs8' | 'sec1'): Promise<void> {
  const inputs = pairOf(world.keys.p256, type);
  if (await acceptsP256(world)) await getsToken(world, world.accounts.reader, inputs);
  else await fails(stepOf(world, inputs), { failure: 'credential', contains: ['P-256', 'from version 4.14 on'] });
}

async function acceptsP256({ instance, keys }: World): Promise<boolean> {
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: await signAssertion(instance, keys.p256),
    scope: 'openid',
  };
  return (await send(instance, '/oauth/v2/token', { form })).status === 200;
}
