import type { Asked } from '../asked.ts';
import type { Failure } from '../util/errors.ts';
import { clientNotFound, internalHost, secretSpelling } from './hints.ts';
import type { Said } from '../http/response.ts';

/** What the server said → what it means → what to do. Statuses do not tell: most refusals are 400. */
export interface Refusal {
  /** Every given field must match: all of it, or, for a message, a part. */
  readonly said: Partial<Pick<Said, 'error' | 'description' | 'id' | 'message'>>;
  readonly failure: Failure;
  readonly means: string;
  readonly fix: string | ((asked: Asked) => string);
  /** Something just created may not be known yet: one more attempt helps. */
  readonly again?: true;
}

const generateSecret = `service account → Actions → Generate Client Secret`;
const readerRole = `Give the account a role that may read the organization, at least ORG_OWNER_VIEWER (organization → Managers), or use 'verify: userinfo', which needs none.`;
const newAccessToken = `Make a new personal access token (service account → Personal Access Tokens); check that its account is active, and that 'domain' is its instance.`;

/** Something between the runner and the instance changes the request. */
function letPass(what: string): (asked: Asked) => string {
  return ({ origin }) => `Let the proxy or gateway in front of ${origin} pass ${what} as it is.`;
}

export const refusals: readonly Refusal[] = [
  {
    said: { error: 'invalid_request', description: 'Errors.User.Machine.Secret.Invalid' },
    failure: 'credential',
    means:
      'The service account exists, and the client secret is not its current one: a new secret replaces the old one at once.',
    fix: (asked) =>
      secretSpelling(asked) ??
      `Store the current secret as the GitHub secret that this step reads. If nobody has it, generate a new one (${generateSecret}); that ends the old one everywhere.`,
  },
  {
    said: { error: 'invalid_client', description: 'client not found' },
    failure: 'credential',
    means: `No service account of this instance has that login name; a removed one, or one of another instance, looks the same.`,
    fix: clientNotFound,
  },
  {
    said: { error: 'invalid_request', description: 'Errors.User.Machine.Secret.NotExisting' },
    failure: 'credential',
    means: 'The user exists and has no client secret: none was generated yet, it was removed, or this is a human user.',
    fix: `Generate one (${generateSecret}) and store it as the GitHub secret that this step reads. If it was made seconds ago, run the step again. For a human user, make a service account.`,
    again: true,
  },
  {
    said: { error: 'invalid_request', description: 'Errors.User.NotActive' },
    failure: 'credential',
    means: 'The service account exists, and is deactivated or locked.',
    fix: `Reactivate or unlock the service account in ZITADEL (Users → Service Accounts), or use another one.`,
  },
  {
    said: { error: 'invalid_request', description: 'client_id or client_assertion must be provided' },
    failure: 'server',
    means: 'The server saw no client: something on the way removed the Authorization header, or changed it.',
    fix: letPass('the Authorization header'),
  },
  {
    said: { error: 'invalid_client', description: 'invalid basic auth header' },
    failure: 'server',
    means: 'The server could not decode the Authorization header, which was well-formed when it was sent.',
    fix: letPass('the Authorization header'),
  },
  {
    said: { error: 'invalid_request', description: 'grant_type missing' },
    failure: 'server',
    means: 'The server saw no form: something on the way removed the body of the request, or changed its content type.',
    fix: letPass('POST /oauth/v2/token, body and content type included,'),
  },
  {
    said: { error: 'unsupported_grant_type' },
    failure: 'server',
    means: 'This server does not know the grant that the credential needs, and every ZITADEL does.',
    fix: ({ origin }) => `Check that ${origin} is the instance itself, and no other login service.`,
  },
  {
    said: { message: 'unable to set instance' },
    failure: 'config',
    means: `The server is a ZITADEL, and none of its instances has this host name.`,
    fix: internalHost,
  },
  {
    said: { message: 'instance is blocked' },
    failure: 'server',
    means: 'The instance is blocked, or its quota is used up: no attempt can succeed until that is lifted.',
    fix: `Look at the instance's billing and quotas in the ZITADEL customer portal, or ask its operator.`,
  },
  {
    said: { id: 'AUTH-7fs1e' },
    failure: 'verification',
    means: `The API does not accept the token: it ended, its account was deactivated, or it is of another instance.`,
    fix: liveToken,
  },
  {
    said: { id: 'AUTH-toLo1' },
    failure: 'server',
    means: `The API did not see the Authorization header as it was sent: something on the way changed it.`,
    fix: letPass('the Authorization header'),
  },
  {
    said: { message: 'auth header missing' },
    failure: 'server',
    means: `The API saw no Authorization header: something on the way removed it.`,
    fix: letPass('the Authorization header'),
  },
  {
    said: { id: 'AUTHZ-cdgFk' },
    failure: 'verification',
    means: `The token works, and the account has no role in the organization: 404 means "no membership" here, not a wrong address.`,
    fix: (asked) =>
      asked.orgId === undefined
        ? readerRole
        : `Give the account a role in organization ${asked.orgId} (at least ORG_OWNER_VIEWER: organization → Managers), or correct 'org-id'.`,
  },
  {
    said: { id: 'AUTH-5mWD2' },
    failure: 'verification',
    means: `The token works, and the account's roles do not include the permission org.read; project roles and ORG_PROJECT_CREATOR lack it.`,
    fix: readerRole,
  },
  {
    said: { id: 'AUTH-Bs7Ds' },
    failure: 'verification',
    means: `The token works, and no organization of this instance has the id in 'org-id'.`,
    fix: `Correct 'org-id': the resource id on the organization's page, not its name or domain; and check that 'domain' is the right instance.`,
  },
  {
    said: { error: 'access_denied', description: 'access token invalid' },
    failure: 'verification',
    means: `The token is not alive: it ended, its account was deactivated, or it is of another instance.`,
    fix: liveToken,
  },
  {
    said: { error: 'invalid_request', description: 'access token missing' },
    failure: 'server',
    means: `The API saw no Authorization header: something on the way removed it.`,
    fix: letPass('the Authorization header'),
  },
];

/** A token that was issued a moment ago, and is not accepted: an account's token ends with the account's deactivation. */
function liveToken({ credential, issuer, origin }: Asked): string {
  if (credential.type === 'personal-access-token') return newAccessToken;
  return issuer === origin
    ? `Run the step again, since an instance of several servers may not know a new token everywhere at once; if it stays, check that the account is active.`
    : `Check that 'endpoint' (${origin}) leads to the instance ${issuer}, and to no other one; then that the account is active.`;
}
