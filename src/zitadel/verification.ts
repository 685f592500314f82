import type { Asked } from '../asked.ts';
import type { Answer, Connection, Log } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import type { Organization } from '../facts.ts';
import { parseObject, text } from '../util/json.ts';
import { oneLine, quote } from '../util/text.ts';
import { findRefusal, refusalError } from './refusal-error.ts';
import { cleanText, describeAnswer } from '../http/response.ts';

export const checkNames = ['none', 'userinfo', 'org'] as const;
export type CheckName = (typeof checkNames)[number];

/** What a check needs. */
interface CheckContext {
  readonly token: string;
  readonly asked: Asked;
  readonly connection: Connection;
  readonly log: Log;
}

/** What a check has proven and learnt. */
interface Verified {
  /** In words, for the log. */
  readonly words?: string | undefined;
  readonly userId?: string | undefined;
  readonly organization?: Organization | undefined;
}

/** The checks by name: whether a token works, asked of the server with the token itself. */
export const checks: Readonly<Record<CheckName, (context: CheckContext) => Promise<Verified>>> = {
  none: async () => ({}),

  /** OpenID Connect Core §5.3: the token is alive. Needs neither a role nor an audience. */
  async userinfo(context) {
    const claims = await get('/oidc/v1/userinfo', 'userinfo', context);
    const said = (claim: string): string | undefined => cleanText(claims[claim], context.log);
    const userId = said('sub');
    if (userId === undefined) throw notUnderstood('userinfo', 'its "sub" is missing', context.asked);
    const id = said(`${resourceOwner}:id`);
    return {
      words: 'the token is alive (userinfo)',
      userId,
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
  async org(context) {
    const { asked, log } = context;
    const answer = await get('/management/v1/orgs/me', 'the organization', context);
    const org = record(answer['org']);
    const id = text(org?.['id']);
    if (org === undefined || id === undefined) throw notUnderstood('the organization', 'its "org" has no "id"', asked);
    const named = `Organization ${quote(log.clean(text(org['name']) ?? 'without a name'))} (${oneLine(log.clean(id))})`;
    if (asked.orgId !== undefined && asked.orgId !== id) {
      throw new ActionError(
        'verification',
        `${named} was answered, and 'org-id' asks for ${quote(asked.orgId)}.`,
        `Correct 'org-id', or use an account that has a role in that organization; something on the way may also drop x-zitadel-orgid.`,
      );
    }
    const state = org['state'];
    if (state !== 'ORG_STATE_ACTIVE') {
      throw new ActionError(
        'verification',
        `${named} is not active: its state is ${typeof state === 'string' ? quote(log.clean(state)) : 'not given, as for a removed one'}.`,
        `Reactivate the organization in ZITADEL (a removed one is gone), or use another one. Its service accounts still get tokens: only this check tells.`,
      );
    }
    return {
      words: `the account may read the organization (orgs/me)`,
      organization: {
        id: cleanText(id, log) ?? id,
        name: cleanText(org['name'], log),
        domain: cleanText(org['primaryDomain'], log),
      },
    };
  },
};

/** The claims that the scope of this name adds: the account's organization. */
const resourceOwner = 'urn:zitadel:iam:user:resourceowner';

/** @returns the fields of a 200 answer */
async function get(path: string, what: string, context: CheckContext): Promise<Record<string, unknown>> {
  const { asked, connection, log, token } = context;
  const orgId: Record<string, string> =
    path.startsWith('/management/') && asked.orgId !== undefined ? { 'x-zitadel-orgid': asked.orgId } : {};
  const answer = await connection.send(
    () => ({ method: 'GET', path, headers: { authorization: `Bearer ${token}`, ...orgId } }),
    { what: `the check of ${what}`, isFinal: (heard) => findRefusal(heard) !== undefined },
  );
  if (answer.status !== 200) throw refusalError(answer, `The check of ${what}`, { request: 'check', asked, log });
  const fields = parseObject(answer.body);
  if (fields === undefined) throw notUnderstood(what, notZitadel(answer, log), asked);
  return fields;
}

function notZitadel(answer: Answer, log: Log): string {
  return `not as ZITADEL does: ${describeAnswer(answer, log)}`;
}

function notUnderstood(what: string, fault: string, { origin }: Asked): ActionError {
  return new ActionError(
    'server',
    `The check of ${what} was answered with status 200, but ${fault}.`,
    `Check that ${origin} is the instance, and what stands in front of it: a login page, a proxy, a mock.`,
  );
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
