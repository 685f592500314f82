import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ROUTES } from '../../emulators/zitadel/api/routes.ts';
import { type Emulator, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import { type Api, apiClient } from './api-client.ts';
import { FAR, rsa } from './world.ts';

let emulator: Emulator;
let api: Api;
beforeAll(async () => {
  emulator = await startEmulator();
  api = apiClient(emulator);
});
afterAll(async () => emulator.close());

const MEMBERS = 'POST /management/v1/orgs/me/members';
const MACHINE = 'POST /management/v1/users/machine';
const BAD_FILTER =
  'invalid ListKeysRequest.Filters[0]: embedded message failed validation | caused by: ' +
  'invalid KeysSearchFilter.Filter: value is required';

interface Refused {
  call: string;
  body: unknown;
  status: number;
  message: string;
}

const REFUSED: Record<string, Refused> = {
  'a name that is taken': {
    call: MACHINE,
    body: { userName: 'ADMIN', name: 'x' },
    status: 409,
    message: 'User already exists (V3-DKcYh)',
  },
  'no name': {
    call: 'POST /management/v1/orgs',
    body: {},
    status: 400,
    message: 'invalid AddOrgRequest.Name: value length must be between 1 and 200 runes, inclusive',
  },
  'an unknown user': {
    call: 'PUT /management/v1/users/4242/secret',
    body: {},
    status: 404,
    message: 'User could not be found (QUERY-Dfbg2)',
  },
  'an unknown role': {
    call: MEMBERS,
    body: { userId: '1', roles: ['NOPE'] },
    status: 400,
    message: 'Errors.Org.MemberInvalid (Org-4N8es)',
  },
  'a role of another level': {
    call: 'POST /admin/v1/members',
    body: { userId: '1', roles: ['ORG_OWNER'] },
    status: 400,
    message: 'Member is invalid (INSTANCE-4m0fS)',
  },
  'a role for nobody': {
    call: MEMBERS,
    body: { userId: '1', roles: ['ORG_OWNER'] },
    status: 400,
    message: 'User could not be found (ORG-GoXOn)',
  },
  'an unknown project': {
    call: 'POST /management/v1/projects/1/apps/api',
    body: { name: 'x' },
    status: 400,
    message: 'Project not found (COMMAND-EbFMN)',
  },
  'a filter that is none': {
    call: 'POST /v2/users/keys/search',
    body: { filters: [{}] },
    status: 400,
    message: BAD_FILTER,
  },
};

test.each(Object.entries(REFUSED))('%s is refused', async (_, { call, body, status, message }) => {
  const answer = await api(call, body);
  expect({ status: answer.status, message: answer.json['message'] }).toEqual({ status, message });
});

test.each([
  ['no type', {}, 'invalid AddMachineKeyRequest.Type: value must not be in list [KEY_TYPE_UNSPECIFIED]'],
  [
    'an expiry in the past',
    { expirationDate: '2001-01-01T00:00:00Z' },
    'Errors.AuthNKey.ExpireBeforeNow (DOMAIN-dv3t5)',
  ],
  [
    'a public key in PKCS#1',
    { publicKey: Buffer.from(rsa.publicKey.export({ type: 'pkcs1', format: 'pem' })).toString('base64') },
    'Public key is not a valid RSA public key in PKIX format with PEM encoding (COMMAND-5F3h1)',
  ],
])('a key with %s is refused', async (what, body, message) => {
  const { userId } = addServiceAccount(emulator.state, { userName: `with ${what}` });
  const type = what === 'no type' ? {} : { type: 'KEY_TYPE_JSON' };
  const { status, json } = await api(`POST /management/v1/users/${userId}/keys`, { ...type, ...body });
  expect({ status, message: json['message'] }).toEqual({ status: 400, message });
});

test('a body that is no JSON is refused', async () => {
  const answer = await fetch(`${emulator.origin}/management/v1/orgs`, { method: 'POST', body: '{' });
  expect(await answer.json()).toEqual({ code: 3, message: 'unexpected EOF' });
});

describe('without the power to', () => {
  test('keys of others are neither shown nor changed', async () => {
    const other = addServiceAccount(emulator.state, { userName: 'other', key: true });
    const { personalAccessToken: token } = addServiceAccount(emulator.state, {
      userName: 'nobody',
      personalAccessToken: true,
    });
    const filters = [{ keyIdFilter: { id: other.keyId } }];
    const { json } = await api('POST /v2/users/keys/search', { filters }, { token });
    expect(json).toEqual({ pagination: { totalResult: '1', appliedLimit: '100' } });
    const keys = `/v2/users/${other.userId}/keys`;
    const { json: added } = await api(`POST ${keys}`, { expirationDate: FAR }, { token });
    expect(added['message']).toBe('membership not found (AUTHZ-cdgFk)');
    expect((await api(`DELETE ${keys}/${other.keyId}`, undefined, { token })).status).toBe(404);
    expect(emulator.state.keys.has(other.keyId)).toBe(true);
  });

  test('keys of others are shown to a role in their organization, not to one in a project of it', async () => {
    const { keyId } = addServiceAccount(emulator.state, { userName: 'shown', key: true });
    const reader = addServiceAccount(emulator.state, { userName: 'reader', personalAccessToken: true });
    const { json: project } = await api('POST /management/v1/projects', { name: 'P' });
    const search = async (): Promise<unknown> => {
      const filters = [{ keyIdFilter: { id: keyId } }];
      return (await api('POST /v2/users/keys/search', { filters }, { token: reader.personalAccessToken })).json[
        'result'
      ];
    };
    const member = { userId: reader.userId, roles: ['PROJECT_OWNER'] };
    expect((await api(`POST /management/v1/projects/${project['id']}/members`, member)).status).toBe(200);
    expect(await search()).toBeUndefined();
    expect((await api(MEMBERS, { ...member, roles: ['ORG_OWNER_VIEWER'] })).status).toBe(200);
    expect(await search()).toMatchObject([{ id: keyId }]);
  });

  const guarded = ROUTES.filter(({ permission }) => permission !== undefined).map(({ call }) => call);
  test.each(guarded)('%s: it wants a token, a membership, and a role that may', async (call) => {
    const path = call.replaceAll(/\{\w+\}/g, '1');
    const little = { roles: ['ORG_END_USER_IMPERSONATOR'], personalAccessToken: true } as const;
    const tokens = [
      'nonsense',
      addServiceAccount(emulator.state, { userName: `none ${call}`, personalAccessToken: true }).personalAccessToken,
      addServiceAccount(emulator.state, { ...little, userName: `little ${call}` }).personalAccessToken,
    ];
    const messages: (string | undefined)[] = [];
    for (const token of tokens) messages.push((await api(path, {}, { token })).json['message']);
    expect(messages).toEqual([
      'Errors.Token.Invalid (AUTH-7fs1e)',
      'membership not found (AUTHZ-cdgFk)',
      'No matching permissions found (AUTH-5mWD2)',
    ]);
  });
});
