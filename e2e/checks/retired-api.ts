import assert from 'node:assert/strict';
import { checksOf, type Check } from '../check.ts';
import { behind, listAdministrators, notFound } from '../server/front.ts';
import type { Substitute, Substitution } from '../server/rewriting-proxy.ts';
import { fails, stepOf, succeeds } from '../step.ts';
import { secretOf } from './credentials.ts';
import { assertOrganization, readsMain } from './verification.ts';

const search = '/v2/organizations/_search';
const withoutV1: Substitution = (path) => (path.startsWith('/management/v1/') ? notFound : undefined);

/** The instance behind a front that does not have the v1 API. */
export const retiredApiChecks: readonly Check[] = checksOf('without the v1 API', {
  'org, by a client secret': (world) =>
    behind(world, withoutV1, async ({ origin, requests }) => {
      await readsMain(world, { ...secretOf(world.accounts.reader), domain: origin });
      const path = `/v2/organizations/${world.organizations.main.id}/domains/search`;
      assert.deepEqual(requests.slice(-3), [`POST ${listAdministrators}`, `POST ${path}`, `POST ${search}`]);
    }),
  'org, by a personal access token': (world) =>
    behind(world, withoutV1, ({ origin }) =>
      readsMain(world, { 'personal-access-token': world.personalAccessTokens.single.token, domain: origin }),
    ),
  'org-id, another organization that the account can read': (world) =>
    behind(world, withoutV1, async ({ origin }) => {
      const { second } = world.organizations;
      const inputs = { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': second.id, domain: origin };
      assertOrganization((await succeeds(stepOf(world, inputs))).outputs, second);
    }),
  'org-id, an organization that does not exist': (world) =>
    behind(world, withoutV1, ({ origin }) =>
      fails(stepOf(world, { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': '1', domain: origin }), {
        failure: 'verification',
        contains: [`no organization of this instance has the ID "1"`],
      }),
    ),
  'org, of a deactivated organization': (world) =>
    behind(world, withoutV1, ({ origin }) =>
      fails(stepOf(world, { ...secretOf(world.accounts.inInactive), verify: 'org', domain: origin }), {
        failure: 'verification',
        contains: ['ORGANIZATION_STATE_INACTIVE'],
      }),
    ),
  'org, of an account without a role': (world) =>
    behind(world, withoutV1, ({ origin }) =>
      fails(stepOf(world, { ...secretOf(world.accounts.roleless), verify: 'org', domain: origin }), {
        failure: 'verification',
        contains: ['The account has no administrator role at all.'],
      }),
    ),
  'org-id, in a search that shows every organization': (world) => {
    const { id, name, domain } = world.organizations.foreign;
    const result = [{ id, state: 'ORGANIZATION_STATE_ACTIVE', name, primaryDomain: domain }];
    const all: Substitute = { status: 200, body: JSON.stringify({ details: { totalResult: '1' }, result }) };
    const showsAll: Substitution = (path) => (path === search ? all : withoutV1(path));
    return behind(world, showsAll, ({ origin }) =>
      fails(stepOf(world, { ...secretOf(world.accounts.reader), verify: 'org', 'org-id': id, domain: origin }), {
        failure: 'verification',
        contains: ['no role of the account contains the permission org.read'],
      }),
    );
  },
  'org, on an instance that has neither API': (world) =>
    behind(
      world,
      (path) => (path.startsWith('/v2/') ? notFound : withoutV1(path)),
      async ({ origin }) => {
        const inputs = { ...secretOf(world.accounts.reader), domain: origin };
        const contains = [`Fix: Update this action, or ZITADEL`, `use 'verify: userinfo'`];
        await fails(stepOf(world, { ...inputs, verify: 'org' }), { failure: 'config', contains });
        await succeeds(stepOf(world, { ...inputs, verify: 'userinfo' }));
      },
    ),
});
