import { parseError } from '../http/response.ts';
import type { CheckName, Session } from '../types/step.ts';
import type { AccessToken, Organization } from '../types/token.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject, record, text } from '../util/json.ts';
import { quote } from '../util/text.ts';
import { checkError } from '../explain/check.ts';
import { findRefusal, isKnownRefusal } from '../explain/rejection.ts';
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
    const claims = await get(userinfo.path, 'userinfo', { token, session });
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
    const fields = await get('/management/v1/orgs/me', 'the organization', { token, session });
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

/** @returns the fields of a 200 response */
async function get(
  path: string,
  what: string,
  { token, session }: { readonly token: AccessToken; readonly session: Session },
): Promise<Record<string, unknown>> {
  const { connection, credential, log, orgId, origin } = session;
  const check = `The check of ${what}`;
  const organization: Record<string, string> =
    path.startsWith('/management/') && orgId !== undefined ? { 'x-zitadel-orgid': orgId } : {};
  const send = (): Promise<HttpResponse> =>
    connection.send(() => ({ method: 'GET', path, headers: { ...bearer(token.value), ...organization } }), {
      what: `the check of ${what}`,
      isFinal: isKnownRefusal,
    });
  let response = await send();
  // If an instance has several servers, some may not know a new token yet.
  const isUnknown = response.status === 401 && findRefusal(parseError(response))?.topic !== 'changed-request';
  if (isUnknown && credential.token === undefined) {
    const reason = `${check} returned status 401, but the server may not know a new token yet.`;
    if (await connection.pause(1_000, reason)) response = await send();
  }
  if (response.status !== 200) {
    throw await checkError({ what: check, response }, token, session);
  }
  const fields = parseObject(response.body);
  if (fields === undefined) throw unexpected(check, notZitadel(response, log), origin);
  return fields;
}
