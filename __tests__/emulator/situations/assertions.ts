import { UnsecuredJWT } from 'jose';
import { type KeyPairKeyObjectResult, generateKeyPairSync } from 'node:crypto';
import { addKey } from '../../../emulators/zitadel/keys.ts';
import { addServiceAccount } from '../../../emulators/zitadel/start-data.ts';
import { type Assertion, type World, account, administer, assertion, post, privateKeyOf, rsa } from '../world.ts';
import { ordinary } from './ordinary.ts';
import type { Situation, Situations } from './situation.ts';

const MINUTE = 60;

/** An account with a good key, and an assertion that differs from a good one. In: a function, because of the clock. */
function asserting(change: (world: World, now: number) => Assertion): Situation {
  return async (world) => ({
    assertion: await assertion(world, account(world), change(world, Math.floor(Date.now() / 1000))),
  });
}

function claiming(claims: (now: number, origin: string) => Record<string, unknown>): Situation {
  return asserting((world, now) => ({ claims: claims(now, `http://${world.host}`) }));
}

function ownPair({ publicKey, privateKey: key }: KeyPairKeyObjectResult, alg: string): Situation {
  return async (world) => {
    const owner = account(world);
    const { key: added } = addKey(world.emulator.state, { user: owner.user, publicKey });
    return { assertion: await assertion(world, { ...owner, keyId: added.id }, { alg, key }) };
  };
}

function upload({ publicKey }: KeyPairKeyObjectResult, type: 'spki' | 'pkcs1' = 'spki'): Situation {
  return async (world) => ({
    ...(await ordinary(world)),
    publicKey: Buffer.from(publicKey.export({ type, format: 'pem' })).toString('base64'),
  });
}

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ed25519 = generateKeyPairSync('ed25519');

/** The token endpoint with an assertion. */
export const assertions: Situations = {
  'jwt-bearer': async (world) => {
    const { keyJson, keyId, userId } = addServiceAccount(world.emulator.state, {
      userName: 'ci-bot-toza6k1',
      key: true,
    });
    const user = world.emulator.state.users.get(userId);
    if (!user) throw new Error('the account was not added');
    return { assertion: await assertion(world, { user, keyId, secret: '' }, { key: privateKeyOf(keyJson) }) };
  },
  'jwt-bearer, the same assertion again': async (world) => {
    const text = await assertion(world, account(world));
    const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text, scope: 'openid' };
    const first = await post(world, '/oauth/v2/token', form);
    if (first.status !== 200) throw new Error(`the first use was answered with ${first.status}`);
    return { assertion: text };
  },
  'jwt-bearer, aud as array': claiming((_, origin) => ({ aud: [origin] })),
  'jwt-bearer, exp a day ahead': claiming((now) => ({ exp: now + 24 * 60 * MINUTE })),
  'jwt-bearer, iat 60 s back': claiming((now) => ({ iat: now - MINUTE })),
  'jwt-bearer, iat 59 min back': claiming((now) => ({ iat: now - 59 * MINUTE })),
  'jwt-bearer, iat 61 min back': claiming((now) => ({ iat: now - 61 * MINUTE })),
  'jwt-bearer, iat 3 s ahead': claiming((now) => ({ iat: now + 3 })),
  'jwt-bearer, iat 30 s ahead': claiming((now) => ({ iat: now + 30 })),
  'jwt-bearer, expired': claiming((now) => ({ iat: now - 2 * MINUTE, exp: now - MINUTE })),
  'jwt-bearer, no iat': claiming(() => ({ iat: undefined })),
  'jwt-bearer, no exp': claiming(() => ({ exp: undefined })),
  'jwt-bearer, aud with a trailing slash': claiming((_, origin) => ({ aud: `${origin}/` })),
  'jwt-bearer, aud is the token endpoint': claiming((_, origin) => ({ aud: `${origin}/oauth/v2/token` })),
  'jwt-bearer, aud of another host': claiming(() => ({ aud: 'https://other.example.com' })),
  'jwt-bearer, iss is not sub': claiming(() => ({ iss: '424242' })),
  'jwt-bearer, unknown user': claiming(() => ({ iss: '424242', sub: '424242' })),
  'jwt-bearer, no kid': asserting(() => ({ kid: null })),
  'jwt-bearer, unknown kid': asserting(() => ({ kid: '424242' })),
  'jwt-bearer, signed by another key': asserting(() => ({
    key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  })),
  'jwt-bearer, RS384': asserting(() => ({ alg: 'RS384' })),
  'jwt-bearer, PS256': asserting(() => ({ alg: 'PS256' })),
  'jwt-bearer, alg none': (world) => {
    const { user } = account(world);
    const claims = { iss: user.id, sub: user.id, aud: `http://${world.host}` };
    return { assertion: new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('5 min').encode() };
  },
  'jwt-bearer, deactivated service account': suspended('_deactivate'),
  'jwt-bearer, locked service account': suspended('_lock'),
  'jwt-bearer, removed service account': async (world) => {
    const removed = account(world);
    await administer(world, `DELETE /management/v1/users/${removed.user.id}`);
    return { assertion: await assertion(world, removed) };
  },
  'upload of an own public key, RSA 2048': upload(rsa),
  'upload of an own public key, EC P-256': upload(p256),
  'upload of an own public key, EC P-384': upload(p384),
  'upload of an own public key, Ed25519': upload(ed25519),
  'upload of an own public key, PKCS#1': upload(rsa, 'pkcs1'),
  'jwt-bearer, own RSA key': ownPair(rsa, 'RS256'),
  'jwt-bearer, own EC P-256 key, ES256': ownPair(p256, 'ES256'),
  'jwt-bearer, own Ed25519 key, EdDSA': ownPair(ed25519, 'EdDSA'),
  'jwt-bearer, expired key': async (world) => {
    const owner = account(world);
    const expirationDate = new Date(Date.now() - 1000).toISOString();
    const { key } = addKey(world.emulator.state, { user: owner.user, expirationDate, publicKey: rsa.publicKey });
    return { assertion: await assertion(world, { ...owner, keyId: key.id }) };
  },
  'jwt-bearer, deleted key': async (world) => {
    const owner = account(world);
    world.emulator.state.keys.delete(owner.keyId);
    return { assertion: await assertion(world, owner) };
  },
};

function suspended(verb: '_deactivate' | '_lock'): Situation {
  return async (world) => {
    const owner = account(world);
    await administer(world, `POST /management/v1/users/${owner.user.id}/${verb}`, {});
    return { assertion: await assertion(world, owner) };
  };
}
