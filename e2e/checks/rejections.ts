import { type Check, checksOf } from '../check.ts';
import type { World } from '../provision/world.ts';
import { fails, stepOf } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

type Inputs = Readonly<Record<string, string>>;

/** Credentials and requests that the server rejects: the value of `failure`, and texts that identify the cause. */
export const rejectionChecks: readonly Check[] = checksOf('rejection', {
  'wrong secret': rejected(
    ({ accounts }) => ({ ...secretOf(accounts.reader), 'client-secret': 'x'.repeat(64) }),
    'credential',
    'Errors.User.Machine.Secret.Invalid',
  ),
  'unknown login name': rejected(
    ({ accounts }) => ({ ...secretOf(accounts.reader), 'client-id': 'nobody-of-this-name' }),
    'credential',
    'client not found',
  ),
  'user ID instead of the login name': rejected(
    ({ accounts: { reader } }) => ({ ...secretOf(reader), 'client-id': reader.userId }),
    'credential',
    /login name/i,
  ),
  'login name without its suffix': rejected(
    ({ accounts: { suffixed } }) => ({
      ...secretOf(suffixed),
      'client-id': suffixed.loginName.slice(0, suffixed.loginName.indexOf('@')),
    }),
    'credential',
    'client not found',
    'name@domain',
  ),
  'account without a secret': rejected(
    ({ accounts }) => ({ 'client-id': accounts.withoutSecret.loginName, 'client-secret': 'x'.repeat(64) }),
    'credential',
    'Errors.User.Machine.Secret.NotExisting',
  ),
  'human user': rejected(
    ({ accounts }) => ({ 'client-id': accounts.human.loginName, 'client-secret': 'x'.repeat(64) }),
    'credential',
    'Errors.User.Machine.Secret.NotExisting',
    /human/,
  ),
  'deactivated account': rejected(
    ({ accounts }) => secretOf(accounts.deactivated),
    'credential',
    'Errors.User.NotActive',
  ),
  'locked account': rejected(({ accounts }) => secretOf(accounts.locked), 'credential', 'Errors.User.NotActive'),
  'deleted key': rejected(
    ({ keys }) => ({ 'service-account-key': keys.deleted.json }),
    'credential',
    'The assertion was rejected',
    /deleted/,
  ),
  'key of an account that was removed': rejected(({ keys }) => pairOf(keys.orphaned), 'credential', /removed/),
  'key that belongs to another account': rejected(
    ({ keys, accounts }) => ({ ...pairOf(keys.rsa), 'user-id': accounts.roleless.userId }),
    'credential',
    /another user/,
  ),
  'unknown key ID': rejected(
    ({ keys }) => ({ ...pairOf(keys.rsa), 'key-id': '1' }),
    'credential',
    'The assertion was rejected',
  ),
  'expired key, whose date only the server knows': rejected(
    ({ keys }) => pairOf(keys.expired),
    'credential',
    /expired/,
  ),
  'expired key, by its file': rejected(
    ({ keys }) => ({
      'service-account-key': JSON.stringify({ ...JSON.parse(keys.dated.json), expirationDate: '2020-01-01T00:00:00Z' }),
    }),
    'credential',
    'The key expired on 2020-01-01',
  ),
  'key of an application': rejected(
    ({ keys }) => ({ 'service-account-key': keys.application.json }),
    'config',
    /application/,
  ),
  'deleted personal access token': rejected(
    ({ personalAccessTokens }) => ({ 'personal-access-token': personalAccessTokens.deleted.token, verify: 'userinfo' }),
    'credential',
    /personal access token/i,
  ),
  'no role': rejected(
    ({ accounts }) => ({ ...secretOf(accounts.roleless), verify: 'org' }),
    'verification',
    'AUTHZ-cdgFk',
    'The account has no administrator role at all.',
    'ORG_OWNER_VIEWER',
  ),
  'role in a project only': rejected(
    ({ accounts }) => ({ ...secretOf(accounts.projectOnly), verify: 'org' }),
    'verification',
    'AUTH-5mWD2',
    'The account has these administrator roles: roles in 1 other organization or project.',
    'org.read',
  ),
  'organization that does not exist': rejected(
    ({ accounts }) => ({ ...secretOf(accounts.reader), verify: 'org', 'org-id': '1' }),
    'verification',
    'AUTH-Bs7Ds',
    `no organization of this instance has the ID "1" ('org-id')`,
  ),
  'organization without a role in it': rejected(
    ({ accounts, organizations }) => ({
      ...secretOf(accounts.reader),
      verify: 'org',
      'org-id': organizations.foreign.id,
    }),
    'verification',
    'AUTHZ-cdgFk',
    'The account has these administrator roles: roles in 2 other organizations or projects.',
    /with org\.read in organization \d+,/,
  ),
  'organization that is deactivated': rejected(
    ({ accounts }) => ({ ...secretOf(accounts.inInactive), verify: 'org' }),
    'verification',
    /not active/,
  ),
});

function rejected(inputs: (world: World) => Inputs, failure: string, ...contains: (string | RegExp)[]): Check['run'] {
  return (world) => fails(stepOf(world, inputs(world)), { failure, contains });
}
