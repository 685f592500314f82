import { describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startEmulator } from '../../emulators/zitadel/emulator.ts';
import { start } from './api-client.ts';
import { send } from './send.ts';
import { ZITADEL, accessToken, account, post } from './world.ts';

describe('start', () => {
  test('a fresh instance has one organization, and an administrator who may read it', async () => {
    const { emulator, get } = await start();
    expect(emulator.organization).toMatchObject({
      name: 'ZITADEL',
      primaryDomain: 'zitadel.localhost',
      state: 'active',
    });
    const { status, body } = await get('/management/v1/orgs/me', { authorization: `Bearer ${emulator.adminToken}` });
    expect({ status, body }).toMatchObject({ status: 200, body: { org: { id: emulator.organization.id } } });
  });

  test('the emulator starts with data of every kind', async () => {
    const { emulator, world } = await start({
      data: {
        organizations: [{ id: '1', name: 'Gone', state: 'removed' }],
        projects: [{ id: '2', name: 'P' }],
        applications: [{ projectId: '2', name: 'A', clientId: '3' }],
        serviceAccounts: [{ userName: 'bot', secret: 's3cret', key: true, personalAccessToken: true, state: 'locked' }],
      },
    });
    expect(emulator.state.organizations.get('1')).toMatchObject({ name: 'Gone', state: 'removed' });
    expect([...emulator.state.applications.values()]).toMatchObject([{ clientId: '3', authMethod: 'none' }]);
    expect(emulator.serviceAccounts['bot']).toMatchObject({ loginName: 'bot', clientSecret: 's3cret' });
    const form = { grant_type: 'client_credentials', client_id: 'bot', client_secret: 's3cret', scope: 'openid' };
    expect((await post(world, '/oauth/v2/token', form)).body).toMatchObject({
      error_description: 'Errors.User.NotActive',
    });
  });

  test('every request is recorded with its form and the status of the response', async () => {
    const { emulator, world } = await start();
    await post(world, '/oauth/v2/token', { grant_type: 'password', scope: 'a b' }, { 'X-Test': 'yes' });
    expect(emulator.requests).toMatchObject([
      {
        method: 'POST',
        path: '/oauth/v2/token',
        headers: { 'x-test': 'yes' },
        body: 'grant_type=password&scope=a+b',
        form: { grant_type: 'password', scope: 'a b' },
        status: 400,
      },
    ]);
  });

  test('the emulator can be closed twice', async () => {
    const { close, port } = await startEmulator();
    await close();
    await close();
    await expect(send({ port, method: 'GET', path: '/debug/ready' })).rejects.toThrow('ECONNREFUSED');
  });
});

describe('tokens', () => {
  test('a JWT and an ID token are signed by the key that the instance publishes', async () => {
    const { emulator, world } = await start();
    const token = await accessToken(world, account(world, { tokenType: 'JWT' }), `openid ${ZITADEL}`);
    const keys = createRemoteJWKSet(new URL(`${emulator.origin}/oauth/v2/keys`));
    const { payload, protectedHeader } = await jwtVerify(token, keys, { issuer: emulator.origin });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    expect(payload['aud']).toEqual([emulator.state.zitadelProjectId]);
  });
});
