import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Emulator, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { type Api, apiClient, plainWorld } from './api-client.ts';
import { FAR, SCOPE, assertion, post, privateKeyOf } from './world.ts';

let emulator: Emulator;
let api: Api;
beforeAll(async () => {
  emulator = await startEmulator();
  api = apiClient(emulator);
});
afterAll(async () => emulator.close());

async function newAccount(userName: string, headers = {}): Promise<string> {
  const { json } = await api('POST /management/v1/users/machine', { userName, name: userName }, { headers });
  return json['userId'] ?? '';
}

async function tokenBy(form: Record<string, string>): Promise<Record<string, string>> {
  return JSON.parse((await post(plainWorld(emulator), '/oauth/v2/token', { scope: SCOPE, ...form })).text);
}

async function tokenBySecret(clientId = '', clientSecret = ''): Promise<Record<string, string>> {
  return tokenBy({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret });
}

async function tokenByKey(userId: string, file: { keyId: string; key: string }): Promise<Record<string, string>> {
  const user = emulator.state.users.get(userId);
  if (!user) throw new Error('there is no such user');
  const owner = { user, keyId: file.keyId, secret: '' };
  const text = await assertion(plainWorld(emulator), owner, { key: privateKeyOf(JSON.stringify(file)) });
  return tokenBy({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: text });
}

describe('a service account from nothing to its end', () => {
  test('secret: a token, a role, and the end with the account', async () => {
    const userId = await newAccount('with-secret');
    const { json: secret } = await api(`PUT /management/v1/users/${userId}/secret`, {});
    expect(secret).toMatchObject({ clientId: 'with-secret', clientSecret: expect.stringMatching(/^[A-Za-z\d]{64}$/) });
    const ask = async (): Promise<Record<string, string>> => tokenBySecret('with-secret', secret['clientSecret']);
    const { access_token: token = '' } = await ask();
    expect((await api('GET /management/v1/orgs/me', undefined, { token })).status).toBe(404);
    await api('POST /management/v1/orgs/me/members', { userId, roles: ['ORG_OWNER_VIEWER'] });
    expect((await api('GET /management/v1/orgs/me', undefined, { token })).status).toBe(200);
    await api(`DELETE /management/v1/orgs/me/members/${userId}`);
    expect((await api('GET /management/v1/orgs/me', undefined, { token })).status).toBe(404);
    await api(`POST /management/v1/users/${userId}/_deactivate`, {});
    expect(await ask()).toMatchObject({ error_description: 'Errors.User.NotActive' });
    await api(`POST /management/v1/users/${userId}/_reactivate`, {});
    expect(await ask()).toMatchObject({ token_type: 'Bearer' });
    await api(`DELETE /management/v1/users/${userId}/secret`);
    expect(await ask()).toMatchObject({ error_description: 'Errors.User.Machine.Secret.NotExisting' });
    await api(`DELETE /management/v1/users/${userId}`);
    expect(await ask()).toMatchObject({ error_description: 'client not found' });
  });

  test('key: two keys differ, each works until it is deleted', async () => {
    const userId = await newAccount('with-key');
    const newKey = async (expirationDate?: string): Promise<{ keyId: string; key: string; expirationDate: string }> => {
      const body = { type: 'KEY_TYPE_JSON', expirationDate };
      const { json } = await api(`POST /management/v1/users/${userId}/keys`, body);
      return JSON.parse(Buffer.from(json['keyDetails'] ?? '', 'base64').toString());
    };
    const [first, second] = [await newKey(FAR), await newKey()];
    expect([first.expirationDate, second.expirationDate]).toEqual([FAR, '9999-12-31T23:59:59Z']);
    expect(first.key).not.toBe(second.key);
    expect(await tokenByKey(userId, first)).toMatchObject({ token_type: 'Bearer', expires_in: 43199 });
    await api(`DELETE /management/v1/users/${userId}/keys/${first.keyId}`);
    expect(await tokenByKey(userId, first)).toMatchObject({ error_description: 'invalid assertion' });
    expect(await tokenByKey(userId, second)).toMatchObject({ token_type: 'Bearer' });
  });

  test('personal access token: it opens the APIs until it is deleted', async () => {
    const userId = await newAccount('with-pat');
    const { json: pat } = await api(`POST /management/v1/users/${userId}/pats`, { expirationDate: FAR });
    const { token = '', tokenId } = pat;
    expect((await api('GET /auth/v1/users/me', undefined, { token })).json).toMatchObject({ user: { id: userId } });
    const filters = [{ userIdFilter: { id: userId } }];
    const { json: found } = await api('POST /v2/users/pats/search', { filters }, { token });
    expect(found).toMatchObject({ result: [{ id: tokenId, expirationDate: FAR }] });
    const { json: listed } = await api(`POST /management/v1/users/${userId}/pats/_search`, {});
    expect(listed).toMatchObject({ details: { totalResult: '1' }, result: [{ id: tokenId }] });
    await api(`DELETE /management/v1/users/${userId}/pats/${tokenId}`);
    expect((await api('GET /auth/v1/users/me', undefined, { token })).status).toBe(401);
  });

  test.each([
    ['_deactivate', '_reactivate'],
    ['_lock', '_unlock'],
  ])('%s ends its tokens for good, also after %s', async (suspend, resume) => {
    const userId = await newAccount(`suspended ${suspend}`);
    const { json } = await api(`POST /management/v1/users/${userId}/pats`, {});
    await api(`POST /management/v1/users/${userId}/${suspend}`, {});
    await api(`POST /management/v1/users/${userId}/${resume}`, {});
    expect((await api('GET /auth/v1/users/me', undefined, { token: json['token'] ?? '' })).status).toBe(401);
  });
});

describe('organizations', () => {
  test('one with a domain in its login names, deactivated, and removed with all in it', async () => {
    const { json: organization } = await api('POST /management/v1/orgs', { name: 'Life of one' });
    const inIt = { headers: { 'x-zitadel-orgid': organization['id'] ?? '' } };
    const policies = `/admin/v1/orgs/${organization['id']}/policies/domain`;
    expect((await api(`POST ${policies}`, { userLoginMustBeDomain: true })).status).toBe(200);
    expect((await api(`POST ${policies}`, { userLoginMustBeDomain: true })).status).toBe(409);
    // The name is taken in the first organization, but not with this domain behind it.
    const userId = await newAccount('admin', inIt.headers);
    const { json: secret } = await api(`PUT /management/v1/users/${userId}/secret`, {}, inIt);
    expect(secret['clientId']).toBe('admin@life-of-one.localhost');
    const { access_token: token = '' } = await tokenBySecret(secret['clientId'], secret['clientSecret']);
    await api('POST /management/v1/orgs/me/_deactivate', {}, inIt);
    const { json: inactive } = await api('GET /management/v1/orgs/me', undefined, inIt);
    expect(inactive).toMatchObject({ org: { state: 'ORG_STATE_INACTIVE' } });
    await api('POST /management/v1/orgs/me/_reactivate', {}, inIt);
    const { json: active } = await api('GET /management/v1/orgs/me', undefined, inIt);
    expect(active).toMatchObject({ org: { state: 'ORG_STATE_ACTIVE' } });
    await api('DELETE /management/v1/orgs/me', undefined, inIt);
    const { json: removed } = await api('GET /management/v1/orgs/me', undefined, inIt);
    expect(removed['org']).toMatchObject({ id: organization['id'], name: 'Life of one' });
    expect(removed['org']).not.toHaveProperty('state');
    const answer = await tokenBySecret(secret['clientId'], secret['clientSecret']);
    expect(answer).toMatchObject({ error_description: 'client not found' });
    const { json: gone } = await api('GET /management/v1/orgs/me', undefined, { token });
    expect(gone).toMatchObject({ message: 'Errors.Internal (QUERY-Dun75)' });
    const { json: userinfo } = await api('GET /oidc/v1/userinfo', undefined, { token });
    expect(userinfo).toMatchObject({ error_description: 'no active user' });
  });

  test('a project goes with its applications and roles', async () => {
    const userId = await newAccount('member');
    const { json: project } = await api('POST /management/v1/projects', { name: 'Short' });
    const path = `/management/v1/projects/${project['id']}`;
    await api(`POST ${path}/members`, { userId, roles: ['PROJECT_OWNER'] });
    const { json: application } = await api(`POST ${path}/apps/oidc`, {
      name: 'A',
      authMethodType: 'OIDC_AUTH_METHOD_TYPE_BASIC',
    });
    expect(application).toMatchObject({ clientSecret: expect.stringMatching(/^\w{64}$/) });
    await api(`DELETE ${path}`);
    expect(emulator.state.applications.has(application['appId'] ?? '')).toBe(false);
    expect(emulator.state.memberships.filter((one) => one.userId === userId)).toEqual([]);
  });
});
