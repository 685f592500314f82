import { describe, expect, test } from '@jest/globals';
import { recordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { Version } from '../../emulators/zitadel/state.ts';
import { revokeInProcess, runInProcess } from '../support/in-process.ts';
import { keyJson } from '../support/keys.ts';
import { inRecordedForm, recordedRequest, type Exchange } from '../support/recorded-form.ts';
import { personalAccessToken, recordedLoginName, recordedRuns, secret } from '../support/recorded-runs.ts';
import { startRecordedServer } from '../support/recorded-server.ts';
import { readTable } from '../support/text-table.ts';

const versions: readonly Version[] = ['v4.13.1', 'v4.x'];
const nameOf = (exchange: Exchange): string => (typeof exchange === 'string' ? exchange : exchange.name);

describe.each(versions)('what %s once answered', (version) => {
  test.concurrent.each(recordedRuns(version))('is asked for as then, and understood: $what', async (run) => {
    const exchanges = [...run.main, ...(run.post === undefined ? [] : [run.post])];
    const server = await startRecordedServer(version, exchanges.map(nameOf), run.token);
    const given = typeof run.inputs === 'function' ? run.inputs(server.origin) : run.inputs;
    const step = { inputs: { domain: server.origin, ...given }, files: run.files ?? {} };

    const main = await runInProcess(step);
    const post = await revokeInProcess(step, main.state);
    await server.close();

    const { access_token: token = '' } = main.outputs;
    expect(main.outputs).toMatchObject({ issuer: server.origin, ...run.outputs });
    expect(main.log.annotations).toEqual([]);
    expect(main.failed).toBe(false);
    expect(post.log.text).toEqual(
      run.post === undefined ? '' : expect.stringContaining(`Revoked the access token at ${server.origin}, by the `),
    );
    const described = { secret, token: token === personalAccessToken ? '' : token, personalAccessToken };
    expect(server.requests.map((request) => inRecordedForm(request, described))).toEqual(
      exchanges.map((exchange) => recordedRequest(version, exchange)),
    );
    expect(token.length).toBeGreaterThan(70);
  });
});

/** Which credential asks, what is asked for and answered, and what that means. `again` is the first one once more. */
const refusals = readTable(
  ['by', 'verify', 'exchanges', 'failure'],
  `
  by     | verify   | exchanges                                                                       | failure
  secret |          | wrong secret                                                                    | credential
  secret |          | unknown login name                                                              | credential
  secret |          | user id instead of login name                                                   | credential
  secret |          | service account without a secret; again                                         | credential
  secret |          | human user; again                                                               | credential
  secret |          | deactivated service account, right secret                                       | credential
  secret |          | locked service account, right secret                                            | credential
  secret |          | removed service account                                                         | credential
  secret |          | client_credentials, login name with organization domain                         | credential
  secret |          | token endpoint, unknown host                                                    | config
  key    |          | jwt-bearer, deactivated service account                                         | credential
  key    |          | jwt-bearer, locked service account                                              | credential
  key    |          | jwt-bearer, deleted key; again; discovery                                       | credential
  key    |          | jwt-bearer, removed service account; again; discovery                           | credential
  key    |          | jwt-bearer, expired key; again; discovery                                       | credential
  secret | org      | client_credentials, Basic; orgs/me, no role at all                              | verification
  secret | org      | client_credentials, Basic; orgs/me, only a project role                         | verification
  secret | org      | client_credentials, Basic; orgs/me, ORG_PROJECT_CREATOR                         | verification
  secret | org      | client_credentials, Basic; orgs/me, organization that does not exist            | verification
  secret | org      | client_credentials, Basic; orgs/me, organization without membership             | verification
  secret | org      | client_credentials, Basic; orgs/me, organization deactivated                    | verification
  secret | org      | client_credentials, Basic; orgs/me, token of a service account deactivated since | verification
  secret | userinfo | client_credentials, Basic; userinfo, token of a service account deactivated since | verification
  token  | org      | orgs/me, expired personal access token                                          | credential
  token  | userinfo | userinfo, expired personal access token                                         | credential
  `,
);

describe.each(versions)('what %s once refused', (version) => {
  test.concurrent.each(refusals)('is a $failure failure: $exchanges', async (row) => {
    const parts = row.exchanges.split('; ');
    const exchanges = parts.map((part) => (part === 'again' ? (parts[0] ?? '') : part));
    const server = await startRecordedServer(version, exchanges);
    const orgId = exchanges
      .map((name) => recordedEntry(version, name).request?.headers?.['x-zitadel-orgid'])
      .find((id) => id !== undefined);
    const credentials = {
      secret: { 'client-id': recordedLoginName(version, exchanges[0]), 'client-secret': secret },
      key: { 'service-account-key': keyJson },
      token: { 'personal-access-token': personalAccessToken },
    };

    const step = await runInProcess({
      inputs: {
        domain: server.origin,
        ...credentials[row.by as keyof typeof credentials],
        verify: row.verify,
        'org-id': orgId ?? '',
      },
    });
    await server.close();

    expect(step.outputs).toEqual({ failure: row.failure });
    expect(step.log.annotations).toHaveLength(1);
    const token = step.log.masks.at(-1) ?? '';
    const described = { secret, token: exchanges.length > 1 ? token : '', personalAccessToken };
    expect(server.requests.map((request) => inRecordedForm(request, described))).toEqual(
      exchanges.map((exchange) => recordedRequest(version, exchange)),
    );
  });
});
