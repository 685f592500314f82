import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types.ts';
import type { Failure } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import type { Topic } from '../util/topics.ts';
import { noInstanceFix, noInstanceMeaning } from './no-instance.ts';
import { clientNotFound, liveToken, noRoleFix, secretSpelling } from './refusal-fixes.ts';

/** What the server said → what it means → what to do. Statuses do not tell: most refusals are 400. */
export interface Refusal {
  /** Every given field must match: all of it, or, for a message, a part. */
  readonly matches: Partial<Pick<ErrorBody, 'error' | 'description' | 'id' | 'message'>>;
  readonly failure: Failure;
  readonly topic: Topic;
  readonly meaning: Words;
  readonly fix: Words;
  /** Something just created may not be known yet: one more attempt helps. */
  readonly retry?: true;
}

/** A text, or how it is made for this step. */
type Words = string | ((session: Session, error: ErrorBody) => string);

const generateSecret = `service account → Actions → Generate Client Secret`;
const notValid = `The token is not valid: it has expired or was revoked, the account was deactivated, or the token belongs to another instance.`;

/** Something between the runner and the instance changes the request. */
function letPass(what: string): (session: Session) => string {
  return ({ origin }) => `Let the proxy or gateway in front of ${origin} pass ${what} as it is.`;
}

export const refusals: readonly Refusal[] = [
  {
    matches: { error: 'invalid_request', description: 'Errors.User.Machine.Secret.Invalid' },
    failure: 'credential',
    topic: 'wrong-secret',
    meaning:
      'The service account exists, and the client secret is not its current one: a new secret replaces the old one at once.',
    fix: (session) =>
      secretSpelling(session) ??
      `Store the current secret as the GitHub secret that this step reads. If nobody has it, generate a new one (${generateSecret}); that ends the old one everywhere.`,
  },
  {
    matches: { error: 'invalid_client', description: 'client not found' },
    failure: 'credential',
    topic: 'client-not-found',
    meaning: `No service account of this instance has that login name; a removed one, or one of another instance, looks the same.`,
    fix: clientNotFound,
  },
  {
    matches: { error: 'invalid_request', description: 'Errors.User.Machine.Secret.NotExisting' },
    failure: 'credential',
    topic: 'no-secret',
    meaning:
      'The user exists and has no client secret: none was generated yet, it was removed, or this is a human user.',
    fix: `Generate one (${generateSecret}) and store it as the GitHub secret that this step reads. If it was made seconds ago, run the step again. For a human user, make a service account.`,
    retry: true,
  },
  {
    matches: { error: 'invalid_request', description: 'Errors.User.NotActive' },
    failure: 'credential',
    topic: 'inactive-account',
    meaning: 'The service account exists, and is deactivated or locked.',
    fix: `Reactivate or unlock the service account in ZITADEL (Users → Service Accounts), or use another one.`,
  },
  {
    matches: { error: 'invalid_request', description: 'client_id or client_assertion must be provided' },
    failure: 'server',
    topic: 'changed-request',
    meaning: 'The server saw no client: something on the way removed the Authorization header, or changed it.',
    fix: letPass('the Authorization header'),
  },
  {
    matches: { error: 'invalid_client', description: 'invalid basic auth header' },
    failure: 'server',
    topic: 'changed-request',
    meaning: 'The server could not decode the Authorization header, which was well-formed when it was sent.',
    fix: letPass('the Authorization header'),
  },
  {
    matches: { error: 'invalid_request', description: 'grant_type missing' },
    failure: 'server',
    topic: 'changed-request',
    meaning:
      'The server saw no form: something on the way removed the body of the request, or changed its content type.',
    fix: letPass('POST /oauth/v2/token, body and content type included,'),
  },
  {
    matches: { error: 'unsupported_grant_type' },
    failure: 'server',
    topic: 'unexpected-response',
    meaning: 'This server does not know the grant that the credential needs, and every ZITADEL does.',
    fix: ({ origin }) => `Check that ${origin} is the instance itself, and no other login service.`,
  },
  {
    matches: { message: 'unable to set instance' },
    failure: 'config',
    topic: 'no-instance',
    meaning: noInstanceMeaning,
    fix: noInstanceFix,
  },
  {
    matches: { message: 'instance is blocked' },
    failure: 'server',
    topic: 'instance-blocked',
    meaning: 'The instance is blocked, or its quota is used up: no attempt can succeed until that is lifted.',
    fix: `Look at the instance's billing and quotas in the ZITADEL customer portal, or ask its operator.`,
  },
  {
    matches: { id: 'AUTH-7fs1e' },
    failure: 'verification',
    topic: 'invalid-token',
    meaning: notValid,
    fix: liveToken,
  },
  {
    matches: { id: 'DOMAIN-dv3t5' },
    failure: 'config',
    topic: 'token-lifetime',
    meaning: `By the server's clock, the expiration date is in the past.`,
    fix: `Synchronize the clocks of this runner and of the server (NTP).`,
  },
  {
    matches: { id: 'AUTH-toLo1' },
    failure: 'server',
    topic: 'changed-request',
    meaning: `The API did not see the Authorization header as it was sent: something on the way changed it.`,
    fix: letPass('the Authorization header'),
  },
  {
    matches: { message: 'auth header missing' },
    failure: 'server',
    topic: 'changed-request',
    meaning: `The API saw no Authorization header: something on the way removed it.`,
    fix: letPass('the Authorization header'),
  },
  {
    matches: { id: 'AUTHZ-cdgFk' },
    failure: 'verification',
    topic: 'no-role',
    meaning: `The token is valid, but the account has no role in the organization. The status 404 does not mean a wrong address here.`,
    fix: noRoleFix,
  },
  {
    matches: { id: 'AUTH-5mWD2' },
    failure: 'verification',
    topic: 'no-role',
    meaning: `The token is valid, but the account's roles do not include the permission org.read; project roles and ORG_PROJECT_CREATOR lack it.`,
    fix: noRoleFix,
  },
  {
    matches: { id: 'AUTH-Bs7Ds' },
    failure: 'verification',
    topic: 'unknown-organization',
    meaning: ({ orgId }) =>
      `The token is valid, but no organization of this instance has the ID ${quote(orgId ?? '')} ('org-id').`,
    fix: `Correct 'org-id': the resource ID on the organization's page, not its name or domain; and check that 'domain' is the right instance.`,
  },
  {
    matches: { error: 'access_denied', description: 'access token invalid' },
    failure: 'verification',
    topic: 'invalid-token',
    meaning: notValid,
    fix: liveToken,
  },
  {
    matches: { error: 'invalid_request', description: 'access token missing' },
    failure: 'server',
    topic: 'changed-request',
    meaning: `The API saw no Authorization header: something on the way removed it.`,
    fix: letPass('the Authorization header'),
  },
];
