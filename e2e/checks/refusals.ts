import { type Check, checksOf } from '../check.ts';
import type { World } from '../provision/world.ts';
import { fails, stepOf } from '../step.ts';
import { pairOf, secretOf } from './credentials.ts';

type Inputs = Readonly<Record<string, string>>;

/** What the server refuses: the cause that the output names, and the words that tell it from all others. */
export const refusalChecks: readonly Check[] = checksOf('refusal', {
  'wrong secret': refused(
    ({ accounts }) => ({ ...secretOf(accounts.reader), 'client-secret': 'x'.repeat(64) }),
    'credential',
    'Errors.User.Machine.Secret.Invalid',
  ),
  'unknown login name': refused(
    ({ accounts }) => ({ ...secretOf(accounts.reader), 'client-id': 'nobody-of-this-name' }),
    'credential',
    'client not found',
  ),
  'user id in place of the login name': refused(
    ({ accounts: { reader } }) => ({ ...secretOf(reader), 'client-id': reader.userId }),
    'credential',
    /login name/i,
  ),
  'login name without its suffix': refused(
    ({ accounts: { suffixed } }) => ({
      ...secretOf(suffixed),
      'client-id': suffixed.loginName.slice(0, suffixed.loginName.indexOf('@')),
    }),
    'credential',
    'client not found',
    'name@domain',
  ),
  'account without a secret': refused(
    ({ accounts }) => ({ 'client-id': accounts.withoutSecret.loginName, 'client-secret': 'x'.repeat(64) }),
    'credential',
    'Errors.User.Machine.Secret.NotExisting',
  ),
  'human user': refused(
    ({ accounts }) => ({ 'client-id': accounts.human.loginName, 'client-secret': 'x'.repeat(64) }),
    'credential',
    'Errors.User.Machine.Secret.NotExisting',
    /human user/i,
  ),
  'deactivated account': refused(
    ({ accounts }) => secretOf(accounts.deactivated),
    'credential',
    'Errors.User.NotActive',
  ),
  'locked account': refused(({ accounts }) => secretOf(accounts.locked), 'credential', 'Errors.User.NotActive'),
  'deleted key': refused(
    ({ keys }) => ({ 'service-account-key': keys.deleted.json }),
    'credential',
    'The assertion was rejected',
    /deleted/,
  ),
  'key of an account that was removed': refused(({ keys }) => pairOf(keys.orphaned), 'credential', /removed/),
  'key that belongs to another account': refused(
    ({ keys, accounts }) => ({ ...pairOf(keys.rsa), 'user-id': accounts.roleless.userId }),
    'credential',
    /another user/,
  ),
  'key id that is unknown': refused(
    ({ keys }) => ({ ...pairOf(keys.rsa), 'key-id': '1' }),
    'credential',
    'The assertion was rejected',
  ),
  'expired key, known to the server only': refused(({ keys }) => pairOf(keys.expired), 'credential', /expired/),
  'expired key, by its file': refused(
    ({ keys }) => ({
      'service-account-key': JSON.stringify({ ...JSON.parse(keys.dated.json), expirationDate: '2020-01-01T00:00:00Z' }),
    }),
    'credential',
    'The key expired on 2020-01-01',
  ),
  'key of an application': refused(
    ({ keys }) => ({ 'service-account-key': keys.application.json }),
    'config',
    /application/,
  ),
  'deleted personal access token': refused(
    ({ personalAccessTokens }) => ({ 'personal-access-token': personalAccessTokens.deleted.token, verify: 'userinfo' }),
    'credential',
    /personal access token/i,
  ),
  'no role': refused(
    ({ accounts }) => ({ ...secretOf(accounts.roleless), verify: 'org' }),
    'verification',
    'AUTHZ-cdgFk',
    'The account has no administrator role at all.',
    'ORG_OWNER_VIEWER',
  ),
  'role in a project only': refused(
    ({ accounts }) => ({ ...secretOf(accounts.projectOnly), verify: 'org' }),
    'verification',
    'AUTH-5mWD2',
    'The account has these administrator roles: roles in 1 project.',
    'org.read',
  ),
  'organization that does not exist': refused(
    ({ accounts }) => ({ ...secretOf(accounts.reader), verify: 'org', 'org-id': '1' }),
    'verification',
    'AUTH-Bs7Ds',
    `no organization of this instance has the ID "1" ('org-id')`,
  ),
  'organization without a role in it': refused(
    ({ accounts, organizations }) => ({
      ...secretOf(accounts.reader),
      verify: 'org',
      'org-id': organizations.foreign.id,
    }),
    'verification',
    'AUTHZ-cdgFk',
    'The account has these administrator roles: roles in 2 other organizations.',
    /with org\.read in organization \d+,/,
  ),
  'organization that is deactivated': refused(
    ({ accounts }) => ({ ...secretOf(accounts.inInactive), verify: 'org' }),
    'verification',
    /not active/,
  ),
});

function refused(inputs: (world: World) => Inputs, failure: string, ...says: (string | RegExp)[]): Check['run'] {
  return (world) => fails(stepOf(world, inputs(world)), { failure, says });
}
