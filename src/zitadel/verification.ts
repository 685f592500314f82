import type { CheckName, Config, Session } from '../types/step.ts';
import type { AccessToken, Organization } from '../types/token.ts';
import { ActionError } from '../util/errors.ts';
import { record, text } from '../util/json.ts';
import { quote } from '../util/text.ts';
import { unexpected } from '../explain/rejection.ts';
import { userinfo } from '../http/requests.ts';
import { missingRoles, rolesOf } from '../explain/administrator-roles.ts';
import { ask, askForOrganization, askForRoles } from './ask.ts';

/** The result of a check. */
interface Verified {
  /** For the log. */
  readonly words?: string | undefined;
  readonly userId?: string | undefined;
  readonly organization?: Organization | undefined;
  /** The claims of userinfo. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** Verifies a token by the check that `verify` names, then the administrator roles of `required-roles`. */
export async function verifyToken(
  { verify, requiredRoles }: Pick<Config, 'verify' | 'requiredRoles'>,
  token: AccessToken,
  session: Session,
): Promise<Verified> {
  const verified = await checks[verify](token, session);
  if (requiredRoles.length === 0) return verified;
  const { words, userId = token.userId } = verified;
  const roles = await checkRoles(requiredRoles, { ...token, userId }, session);
  return { ...verified, words: words === undefined ? roles : `${words}; ${roles}` };
}

/** The checks by name. Each sends the token to the server. */
const checks: Readonly<Record<CheckName, (token: AccessToken, session: Session) => Promise<Verified>>> = {
  none: async () => ({}),

  /** OpenID Connect Core §5.3: the token is valid. Needs neither a role nor an audience. */
  async userinfo(token, session) {
    const what = 'the check of userinfo';
    const claims = await ask(userinfo, { what, token, session });
    const field = (claim: string): string | undefined => session.log.field(claims[claim]);
    const userId = field('sub');
    if (userId === undefined) throw unexpected(what, 'its "sub" is missing', session.origin);
    const [id, name, domain] = ['id', 'name', 'primary_domain'].map((part) =>
      field(`urn:zitadel:iam:user:resourceowner:${part}`),
    );
    return { words: 'the token is valid (userinfo)', userId, claims, organization: { id, name, domain } };
  },

  /** The account may read the organization, and the organization is active. */
  async org(token, session) {
    const { log, orgId, origin } = session;
    const check = { what: 'the check of the organization', token, session } as const;
    const headers: Record<string, string> = orgId === undefined ? {} : { 'x-zitadel-orgid': orgId };
    let api = 'orgs/me';
    // ZITADEL Management API, GetMyOrg, which a future version will not have.
    const fields = await ask({ method: 'GET', path: '/management/v1/orgs/me', headers }, check, () => {
      api = 'API v2';
      return askForOrganization(check);
    });
    const org = record(fields['org']);
    const id = text(org['id']);
    if (id === undefined) throw unexpected(check.what, 'its "org" has no "id"', origin);
    const refused = (topic: 'other-organization' | 'inactive-organization', found: string, fix: string): ActionError =>
      new ActionError('verification', topic, `${named} ${found}.`, fix);
    const named = `Organization ${quote(log.clean(text(org['name']) ?? 'without a name'))} (ID ${quote(log.clean(id))})`;
    if (orgId !== undefined && orgId !== id) {
      const fix = `Correct 'org-id', or check that nothing in front of ${origin} removes the header x-zitadel-orgid.`;
      throw refused('other-organization', `was returned instead of ${quote(orgId)} ('org-id')`, fix);
    }
    const state = org['state'];
    if (state !== 'ORG_STATE_ACTIVE' && state !== 'ORGANIZATION_STATE_ACTIVE') {
      const shown = typeof state === 'string' ? quote(log.clean(state)) : 'missing, as for a removed one';
      const found = `is not active: its state is ${shown}`;
      throw refused('inactive-organization', found, `Reactivate the organization in ZITADEL, or use another one.`);
    }
    const [name, domain] = [log.field(org['name']), log.field(org['primaryDomain'])];
    const organization = { id: id === orgId ? id : (log.field(id) ?? id), name, domain };
    return { words: `the account may read the organization (${api})`, organization };
  },
};

/**
 * The account has each of these administrator roles: for the whole instance, or in the organization `org-id`, or, without
 * `org-id`, in the account's own.
 * @returns for the log; names no other role
 */
async function checkRoles(required: readonly string[], token: AccessToken, session: Session): Promise<string> {
  const all = await askForRoles({ what: 'the check of the administrator roles', token, session });
  const counting = all.filter(({ instance, organization, user }) => {
    const { id } = record(organization);
    return instance === true || (id !== undefined && id === (session.orgId ?? record(user)['organizationId']));
  });
  const held = new Set(counting.flatMap(rolesOf));
  const missing = required.filter((role) => !held.has(role));
  if (missing.length > 0) throw missingRoles(missing, all, session);
  return `the account has the required roles ${required.join(', ')}`;
}
