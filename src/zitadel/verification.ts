import { cleanField, parseError } from '../http/response.ts';
import type { AccessToken, CheckName, HttpResponse, Organization, Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject, text } from '../util/json.ts';
import { isId } from '../util/ids.ts';
import { quote } from '../util/text.ts';
import { checkError } from './check-error.ts';
import { findRefusal, isKnownRefusal } from './refusal-error.ts';
import { bearer, notZitadel, unexpected, userinfo } from './requests.ts';

/** What a check has proven and learnt. */
interface Verified {
  /** In words, for the log. */
  readonly words?: string | undefined;
  readonly userId?: string | undefined;
  readonly organization?: Organization | undefined;
  /** The claims of userinfo. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** The checks by name: whether a token works, asked of the server with the token itself. */
export const checks: Readonly<Record<CheckName, (token: AccessToken, session: Session) => Promise<Verified>>> = {
  none: async () => ({}),

  /** OpenID Connect Core §5.3: the token is alive. Needs neither a role nor an audience. */
  async userinfo(token, session) {
    const claims = await get(userinfo.path, 'userinfo', { token, session });
    const said = (claim: string): string | undefined => cleanField(claims[claim], session.log);
    const userId = said('sub');
    if (userId === undefined) throw unexpected(`The check of userinfo`, 'its "sub" is missing', session.origin);
    const id = said(`${resourceOwner}:id`);
    return {
      words: 'the token is alive (userinfo)',
      userId,
      claims,
      organization:
        id === undefined
          ? undefined
          : {
              id,
              name: said(`${resourceOwner}:name`),
              domain: said(`${resourceOwner}:primary_domain`),
            },
    };
  },

  /** ZITADEL Management API, GetMyOrg: the account may read the organization, and that is active. */
  async org(token, session) {
    const { log, orgId, origin } = session;
    const answer = await get('/management/v1/orgs/me', 'the organization', { token, session });
    const org = record(answer['org']);
    const id = text(org?.['id']);
    if (org === undefined || id === undefined) {
      throw unexpected('The check of the organization', 'its "org" has no "id"', origin);
    }
    const shown = log.clean(id);
    const named = `Organization ${quote(log.clean(text(org['name']) ?? 'without a name'))} (${isId(shown) ? shown : quote(shown)})`;
    if (orgId !== undefined && orgId !== id) {
      throw new ActionError(
        'verification',
        'other-organization',
        `${named} was answered, and 'org-id' asks for ${quote(orgId)}.`,
        `Correct 'org-id', or use an account that has a role in that organization; something on the way may also drop x-zitadel-orgid.`,
      );
    }
    const state = org['state'];
    if (state !== 'ORG_STATE_ACTIVE') {
      throw new ActionError(
        'verification',
        'inactive-organization',
        `${named} is not active: its state is ${typeof state === 'string' ? quote(log.clean(state)) : 'not given, as for a removed one'}.`,
        `Reactivate the organization in ZITADEL (a removed one is gone), or use another one. Its service accounts still get tokens: only this check tells.`,
      );
    }
    return {
      words: `the account may read the organization (orgs/me)`,
      organization: {
        id: cleanField(id, log) ?? id,
        name: cleanField(org['name'], log),
        domain: cleanField(org['primaryDomain'], log),
      },
    };
  },
};

/** The claims that the scope of this name adds: the account's organization. */
const resourceOwner = 'urn:zitadel:iam:user:resourceowner';

/** @returns the fields of a 200 response */
async function get(
  path: string,
  what: string,
  { token, session }: { readonly token: AccessToken; readonly session: Session },
): Promise<Record<string, unknown>> {
  const { connection, credential, log, orgId, origin } = session;
  const organization: Record<string, string> =
    path.startsWith('/management/') && orgId !== undefined ? { 'x-zitadel-orgid': orgId } : {};
  const send = (): Promise<HttpResponse> =>
    connection.send(() => ({ method: 'GET', path, headers: { ...bearer(token.value), ...organization } }), {
      what: `the check of ${what}`,
      isFinal: isKnownRefusal,
    });
  let response = await send();
  // Not every server of the instance may know a token that was issued a moment ago.
  const isUnknown = response.status === 401 && findRefusal(parseError(response))?.topic !== 'changed-request';
  if (isUnknown && credential.type !== 'personal-access-token') {
    const reason = `The check of ${what} was answered with status 401; a token issued moments ago may not be known yet.`;
    if (await connection.pause(1_000, reason)) response = await send();
  }
  if (response.status !== 200) {
    throw await checkError({ what: `The check of ${what}`, response }, token, session);
  }
  const fields = parseObject(response.body);
  if (fields === undefined) throw unexpected(`The check of ${what}`, notZitadel(response, log), origin);
  return fields;
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
