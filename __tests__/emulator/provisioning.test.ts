import { describe, expect, test } from '@jest/globals';
import { apiClient, start } from './api-client.ts';
import { FAR, SCOPE, assertion, post, privateKeyOf } from './world.ts';

const { emulator, world } = await start();
const api = apiClient(emulator);

async function newAccount(userName: string, headers = {}): Promise<string> {
  const { json } = await api('POST /management/v1/users/machine', { userName, name: userName }, { headers });
  return json['userId'] ?? '';
}

async function tokenBy(form: Record<string, string>): Promise<Record<string, string>> {
  return JSON.parse((await post(world, '/oauth/v2/token', { scope: SCOPE, ...form })).text);
}

async function tokenBySecret(clientId = '', clientSecret = ''): Promise<Record<string, string>> {
  return tokenBy({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
}

async function tokenByKey(userId: string, file: { keyId: string; key: string }): Promise<Record<string, string>> {
  const user = emulator.state.users.get(userId);
  if (!user) throw new Error('the user does not exist');
  const owner = { user, keyId: file.keyId, secret: '' };
  const text = await assertion(world, owner, { key: privateKeyOf(JSON.stringify(file)) });
  return tokenBy({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text });
}

describe('a service account, from the creation to the removal', () => {
  test('secret: works until the account is removed, and the token needs a role', async () => {
    const userId = await newAccount('with-secret');
    const { json: secret } = await api(`PUT /management/v1/users/${userId}/secret`, {});
    const request = async (): Promise<Record<string, string>> => tokenBySecret('with-secret', secret['clientSecret']);
    const { access_token: token = '' } = await request();
    expect((await api('GET /management/v1/orgs/me', undefined, { token })).status).toBe(404);
    await api('POST /management/v1/orgs/me/members', { userId, roles: ['ORG_OWNER_VIEWER'] });
    expect((await api('GET /management/v1/orgs/me', undefined, { token })).status).toBe(200);
    await api(`DELETE /management/v1/users/${userId}`);
    expect(await request()).toMatchObject({ error_description: 'client not found' });
  });

  test('key: two keys differ, and each key works until it is deleted', async () => {
    const userId = await newAccount('with-key');
    const newKey = async (expirationDate: string): Promise<{ keyId: string; key: string; expirationDate: string }> => {
      const { json } = await api(`POST /v2/users/${userId}/keys`, { expirationDate });
      return JSON.parse(Buffer.from(json['keyContent'] ?? '', 'base64').toString());
    };
    const [first, second] = [await newKey(FAR), await newKey('2098-01-01T00:00:00.120Z')];
    expect([first.expirationDate, second.expirationDate]).toEqual([FAR, '2098-01-01T00:00:00.120Z']);
    expect(first.key).not.toBe(second.key);
    expect(await tokenByKey(userId, first)).toMatchObject({ token_type: 'Bearer', expires_in: 43199 });
    await api(`DELETE /v2/users/${userId}/keys/${first.keyId}`);
    expect(await tokenByKey(userId, first)).toMatchObject({ error_description: 'invalid assertion' });
    expect(await tokenByKey(userId, second)).toMatchObject({ token_type: 'Bearer' });
  });

  test.each(['_deactivate', '_lock'])('%s revokes all tokens of the account', async (suspend) => {
    const userId = await newAccount(`suspended ${suspend}`);
    const { json } = await api(`POST /v2/users/${userId}/pats`, { expirationDate: FAR });
    const status = async (): Promise<number> =>
      (await api('GET /oidc/v1/userinfo', undefined, { token: json['token'] ?? '' })).status;
    expect(await status()).toBe(200);
    await api(`POST /management/v1/users/${userId}/${suspend}`, {});
    expect(await status()).toBe(401);
  });
});

test('an organization with a domain in its login names is removed with everything that belongs to it', async () => {
  const { json: organization } = await api('POST /management/v1/orgs', { name: 'Life of one' });
  const headers = { 'x-zitadel-orgid': organization['id'] ?? '' };
  await api(`POST /admin/v1/orgs/${organization['id']}/policies/domain`, { userLoginMustBeDomain: true });
  // The first organization has an account of this name, but the login name of that account has no domain.
  const userId = await newAccount('admin', headers);
  const { json: secret } = await api(`PUT /management/v1/users/${userId}/secret`, {}, { headers });
  await api('POST /management/v1/orgs/me/members', { userId, roles: ['ORG_OWNER_VIEWER'] }, { headers });
  const { json: project } = await api('POST /management/v1/projects', { name: 'P' }, { headers });
  const applications = `POST /management/v1/projects/${project['id']}/apps/oidc`;
  const { json: application } = await api(
    applications,
    { name: 'A', authMethodType: 'OIDC_AUTH_METHOD_TYPE_NONE' },
    { headers },
  );
  expect(emulator.state.applications.has(application['appId'] ?? '')).toBe(true);
  expect(await tokenBySecret('admin@life-of-one.localhost', secret['clientSecret'])).toHaveProperty('access_token');
  await api('DELETE /management/v1/orgs/me', undefined, { headers });
  expect(emulator.state.users.has(userId)).toBe(false);
  expect(emulator.state.applications.has(application['appId'] ?? '')).toBe(false);
  expect(emulator.state.memberships.filter((one) => one.userId === userId)).toEqual([]);
});
