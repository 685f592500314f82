import type { CheckName, Session } from '../types/step.ts';
import type { AccessToken, Organization } from '../types/token.ts';
import type { HttpRequest, HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject, record, text } from '../util/json.ts';
import { quote } from '../util/text.ts';
import { recoverCheck, type Check } from '../explain/check.ts';
import { isKnownRefusal } from '../explain/rejection.ts';
import { notZitadel, unexpected } from '../explain/unexpected.ts';
import { bearer, userinfo } from '../http/requests.ts';

/** The result of a check. */
interface Verified {
  /** For the log. */
  readonly words?: string | undefined;
  readonly userId?: string | undefined;
  readonly organization?: Organization | undefined;
  /** The claims of userinfo. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** The checks by name. Each sends the token to the server. */
export const checks: Readonly<Record<CheckName, (token: AccessToken, session: Session) => Promise<Verified>>> = {
  none: async () => ({}),

  /** OpenID Connect Core §5.3: the token is valid. Needs neither a role nor an audience. */
  async userinfo(token, session) {
    const claims = await ask(userinfo, { what: 'userinfo', token, session });
    const field = (claim: string): string | undefined => session.log.field(claims[claim]);
    const userId = field('sub');
    if (userId === undefined) throw unexpected(`The check of userinfo`, 'its "sub" is missing', session.origin);
    const organizationId = field('urn:zitadel:iam:user:resourceowner:id');
    return {
      words: 'the token is valid (userinfo)',
      userId,
      claims,
      organization:
        organizationId === undefined
          ? undefined
          : {
              id: organizationId,
              name: field('urn:zitadel:iam:user:resourceowner:name'),
              domain: field('urn:zitadel:iam:user:resourceowner:primary_domain'),
            },
    };
  },

  /** ZITADEL Management API, GetMyOrg: the account may read the organization, and the organization is active. */
  async org(token, session) {
    const { log, orgId, origin } = session;
    const headers: Record<string, string> = orgId === undefined ? {} : { 'x-zitadel-orgid': orgId };
    const request = { method: 'GET', path: '/management/v1/orgs/me', headers } as const;
    const fields = await ask(request, { what: 'the organization', token, session });
    const org = record(fields['org']);
    const id = text(org['id']);
    if (id === undefined) {
      throw unexpected('The check of the organization', 'its "org" has no "id"', origin);
    }
    const named = `Organization ${quote(log.clean(text(org['name']) ?? 'without a name'))} (ID ${quote(log.clean(id))})`;
    if (orgId !== undefined && orgId !== id) {
      throw new ActionError(
        'verification',
        'other-organization',
        `${named} was returned instead of ${quote(orgId)} ('org-id').`,
        `Correct 'org-id', or check that nothing in front of ${origin} removes the header x-zitadel-orgid.`,
      );
    }
    const state = org['state'];
    if (state !== 'ORG_STATE_ACTIVE') {
      throw new ActionError(
        'verification',
        'inactive-organization',
        `${named} is not active: its state is ${typeof state === 'string' ? quote(log.clean(state)) : 'missing, as for a removed one'}.`,
        `Reactivate the organization in ZITADEL, or use another one.`,
      );
    }
    return {
      words: 'the account may read the organization (orgs/me)',
      organization: {
        id: log.field(id) ?? id,
        name: log.field(org['name']),
        domain: log.field(org['primaryDomain']),
      },
    };
  },
};

/** @returns the fields of a response of status 200 */
async function ask(request: HttpRequest, check: Check): Promise<Record<string, unknown>> {
  const { token, session } = check;
  const headers = { ...bearer(token.value), ...request.headers };
  const send = (): Promise<HttpResponse> =>
    session.connection.send(() => ({ ...request, headers }), {
      what: `the check of ${check.what}`,
      isFinal: isKnownRefusal,
    });
  const first = await send();
  const response = first.status === 200 ? first : await recoverCheck(first, send, check);
  const fields = parseObject(response.body);
  if (fields === undefined) {
    throw unexpected(`The check of ${check.what}`, notZitadel(response, session.log), session.origin);
  }
  return fields;
}
