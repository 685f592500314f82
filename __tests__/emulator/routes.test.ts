import { describe, expect, test } from '@jest/globals';
import { ENDPOINTS } from '../../emulators/zitadel/answer.ts';
import { ROUTES } from '../../emulators/zitadel/api/routes.ts';
import { recordedEntries, recording } from '../../emulators/zitadel/recorded.ts';
import { addServiceAccount } from '../../emulators/zitadel/start-data.ts';
import { openEmulator } from '../support/emulator.ts';
import { apiClient } from './api-client.ts';

/** The calls that need a role, with IDs that do not exist. */
const restricted = ROUTES.filter(({ permission }) => permission !== undefined).map(({ call }) =>
  call.replaceAll(/\{\w+\}/g, '1'),
);

const emulators = await Promise.all((['v4.x', 'v4.13.1'] as const).map((version) => openEmulator({ version })));

describe.each(emulators)('$state.version', (ofVersion) => {
  const { version } = ofVersion.state;
  const calls = ROUTES.map(({ call }) => call);
  test.each([...calls, ...Object.keys(ENDPOINTS)])('a successful response to %s was recorded', (call) => {
    const pattern = new RegExp(`^(?:\\w+ )?${call.replaceAll(/\{\w+\}/g, '\\d{18}')}$`);
    const successes = recordedEntries(version).filter(
      ({ request, response: { status = 0 } }) =>
        status < 300 && request && pattern.test(`${request.method} ${request.path}`),
    );
    expect(successes).not.toEqual([]);
  });

  test('the calls that need a role are the calls whose error responses were recorded', () => {
    expect(restricted.toSorted()).toEqual(Object.keys(recording(version).callsThatNeedARole).toSorted());
  });

  test.each(restricted)('%s without a valid token, without a role, and with an insufficient role', async (call) => {
    const api = apiClient(ofVersion);
    const tokens = [
      'nonsense',
      addServiceAccount(ofVersion.state, { userName: `none ${call}`, personalAccessToken: true }).personalAccessToken,
      addServiceAccount(ofVersion.state, {
        userName: `little ${call}`,
        personalAccessToken: true,
        roles: ['ORG_PROJECT_CREATOR'],
      }).personalAccessToken,
    ];
    const responses: string[] = [];
    for (const token of tokens) {
      const { status, json } = await api(call, {}, { token });
      responses.push(`${status} ${json['message']}`);
    }
    expect(responses).toEqual(recording(version).callsThatNeedARole[call]);
  });
});

const emulator = await openEmulator({
  data: {
    organizations: [{ id: '1', name: 'Gone', state: 'removed' }],
    projects: [{ id: '2', name: 'P' }],
    applications: [{ projectId: '2', name: 'A', id: '3', clientId: '4' }],
  },
});

describe('a request for which nothing was recorded fails', () => {
  test.each([
    ['POST /management/v1/users/machine', { userName: 'ADMIN', name: 'x' }, 'a user name that is taken'],
    [
      'PUT /management/v1/users/4242/secret',
      {},
      'a user that does not exist, is human, or belongs to another organization',
    ],
    ['POST /management/v1/orgs/me/members', { userId: '1', roles: ['NOPE'] }, 'roles: NOPE'],
    ['POST /management/v1/orgs/me/members', { userId: '1', roles: ['IAM_OWNER'] }, 'roles: IAM_OWNER'],
    ['POST /management/v1/orgs/me/members', { userId: '1', roles: ['ORG_OWNER'] }, 'a role for an unknown user'],
    ['POST /management/v1/projects/1/apps/api', { name: 'x' }, 'an unknown project'],
    ['POST /management/v1/projects/2/apps/api', { name: 'x', authMethodType: 'B' }, 'an application of "B"'],
    ['POST /management/v1/projects/2/apps/1/keys', {}, 'an unknown application'],
    ['POST /management/v1/projects/2/apps/3/keys', {}, 'a key of a public application'],
    ['POST /admin/v1/orgs/9/policies/domain', {}, 'an unknown organization'],
    ['POST /v2/users/keys/search', { filters: [{ nameFilter: {} }] }, 'the filter nameFilter'],
    ['POST /v2/organizations/_search', {}, 'the query undefined'],
    ['POST /v2/organizations/_search', { queries: [{ idQuery: { id: '1' } }] }, 'a search for a removed organization'],
    ['POST /v2/users/1/pats', { expirationDate: 'soon' }, 'the date "soon"'],
    ['POST /oauth/v2/token?grant_type=refresh_token', undefined, 'the grant refresh_token'],
    ['POST /oauth/v2/token?grant_type=client_credentials&client_assertion=x', undefined, 'a client assertion'],
    ['POST /oauth/v2/revoke?client_id=4', undefined, 'a revocation without a token'],
  ])('%s %j', async (call, body, what) => {
    const { status, text } = await apiClient(emulator)(call, body);
    expect({ status, text }).toEqual({ status: 500, text: `emulator: Error: no response was recorded for ${what}` });
  });
});
