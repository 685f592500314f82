import { countListed, send, statusesOf } from '../server/send.ts';
import { signerOf } from '../server/assertion.ts';
import { byKey, bySecret, tokenIn } from '../server/token.ts';
import { eventually } from '../eventually.ts';
import type { World } from './world.ts';

/** Waits until the instance returns everything that was written: accounts, roles, keys, tokens, and removals. */
export async function settled(world: World, signal: AbortSignal): Promise<void> {
  await Promise.all(Object.entries(expectations(world)).map(([what, isTrue]) => eventually(what, isTrue, { signal })));
}

function expectations(world: World): Record<string, () => Promise<boolean>> {
  const { instance, accounts, keys, organizations, personalAccessTokens, publicApplication } = world;
  const { reader, jwt, suffixed, roleless, guest, projectOnly, inInactive, deactivated, locked } = accounts;

  const isInactive = async (account: typeof locked): Promise<boolean> =>
    (await bySecret(instance, account)).text.includes('NotActive');
  const organization = async (account: typeof reader, orgId?: string): Promise<string> => {
    const token = tokenIn(await bySecret(instance, account));
    const headers: Record<string, string> = orgId === undefined ? {} : { 'x-zitadel-orgid': orgId };
    const { status, text } = await send(instance, '/management/v1/orgs/me', { token, headers });
    return `${status} ${text}`;
  };
  const isListed = async (search: 'keys' | 'pats', id: string): Promise<boolean> =>
    (await countListed(instance, { search, id, token: instance.adminToken })) === 1;
  const isValid = async (token: string): Promise<boolean> => (await statusesOf(instance, token)).userinfo === 200;

  return {
    'the account without a role gets a token': async () => (await bySecret(instance, roleless)).status === 200,
    'the reader may read its organization': async () => (await organization(reader)).startsWith('200'),
    'the reader may read the second organization': async () =>
      (await organization(reader, organizations.second.id)).startsWith('200'),
    'the guest may read the second organization': async () =>
      (await organization(guest, organizations.second.id)).startsWith('200'),
    'the reader has no role in the foreign organization': async () =>
      (await organization(reader, organizations.foreign.id)).startsWith('404'),
    'the account with JWTs may read its organization': async () => (await organization(jwt)).startsWith('200'),
    'the account with a suffix may read its organization': async () => (await organization(suffixed)).startsWith('200'),
    'the account of the project is known': async () => (await organization(projectOnly)).startsWith('403'),
    'the organization is inactive': async () => (await organization(inInactive)).includes('ORG_STATE_INACTIVE'),
    'the account is deactivated': () => isInactive(deactivated),
    'the account is locked': () => isInactive(locked),
    'a key without an expiration date is accepted': async () =>
      (await byKey(instance, signerOf(keys.endless.json))).status === 200,
    'a key with an expiration date is accepted': async () =>
      (await byKey(instance, signerOf(keys.dated.json))).status === 200,
    'an uploaded key is accepted': async () => (await byKey(instance, keys.rsa)).status === 200,
    'a deleted key is rejected': async () => (await byKey(instance, signerOf(keys.deleted.json))).status !== 200,
    'the key of a removed account is rejected': async () => (await byKey(instance, keys.orphaned)).status !== 200,
    'an expired key is rejected': async () =>
      Date.now() > Number(keys.expired.expires) && (await byKey(instance, keys.expired)).status !== 200,
    'the personal access token is valid': () => isValid(personalAccessTokens.single.token),
    'the personal access tokens with a date are listed': async () =>
      (await Promise.all(personalAccessTokens.listed.map((id) => isListed('pats', id)))).every(Boolean),
    'the key whose date is on the server is listed': () => isListed('keys', keys.rsa.keyId),
    'a deleted personal access token is invalid': async () => !(await isValid(personalAccessTokens.deleted.token)),
    'the public application may revoke': async () => {
      const form = { client_id: publicApplication, token: 'unknown', token_type_hint: 'access_token' };
      return (await send(instance, '/oauth/v2/revoke', { form })).status === 200;
    },
  };
}
