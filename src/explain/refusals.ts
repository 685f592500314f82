import type { ErrorBody } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { Failure, Topic } from '../util/errors.ts';
import { quote } from '../util/text.ts';
import { noInstance } from './issuer.ts';
import {
  clientNotFound,
  generateSecret,
  invalidTokenFix,
  noRoleFix,
  passUnchanged,
  wrongSecretFix,
  wrongSecretMeaning,
} from './refusal-fixes.ts';

/** An error of the server, its meaning and its fix. The status alone is not enough, because most errors have 400. */
export interface Refusal {
  /** One of the fields is one of the texts; or, for a message, contains it. */
  readonly matches: Partial<Record<'error' | 'description' | 'id' | 'message', string | readonly string[]>>;
  readonly failure: Failure;
  readonly topic: Topic;
  readonly meaning: Words;
  readonly fix: Words;
}

/** A text, or a function that makes it for this step. */
type Words = string | ((session: Session, error: ErrorBody) => string);

/** Something between the runner and the instance changed the request. */
const changed = (what: string, matches: Refusal['matches']): Refusal => ({
  matches,
  failure: 'server',
  topic: 'changed-request',
  meaning: `Something between the runner and the instance removed or changed ${what}.`,
  fix: ({ origin }) => passUnchanged(what, origin),
});

export const refusals = (): readonly Refusal[] => [
  {
    matches: { description: 'Errors.User.Machine.Secret.Invalid' },
    failure: 'credential',
    topic: 'wrong-secret',
    meaning: wrongSecretMeaning,
    fix: wrongSecretFix,
  },
  {
    matches: { description: 'client not found' },
    failure: 'credential',
    topic: 'client-not-found',
    meaning: `No service account of this instance has this login name. The account may have been removed, or belong to another instance.`,
    fix: clientNotFound,
  },
  {
    matches: { description: 'Errors.User.Machine.Secret.NotExisting' },
    failure: 'credential',
    topic: 'no-secret',
    meaning: 'The user has no client secret: none was generated, it was removed, or this is a human user.',
    fix: `Generate a client secret for a service account (${generateSecret}) and store it as the GitHub secret that this step reads. If it was just created, re-run the step.`,
  },
  {
    matches: { description: 'Errors.User.NotActive' },
    failure: 'credential',
    topic: 'inactive-account',
    meaning: 'The service account is deactivated or locked.',
    fix: `Reactivate or unlock the service account in ZITADEL (Users → Service Accounts), or use another one.`,
  },
  changed('the Authorization header', {
    description: [
      'client_id or client_assertion must be provided',
      'invalid basic auth header',
      'access token missing',
    ],
    id: 'AUTH-toLo1',
    message: 'auth header missing',
  }),
  changed('the body of POST /oauth/v2/token or its content type', { description: 'grant_type missing' }),
  {
    matches: { error: 'unsupported_grant_type' },
    failure: 'server',
    topic: 'unexpected-response',
    meaning: 'This server does not support the grant of the credential, but every ZITADEL does.',
    fix: ({ origin }) => `Check that ${origin} is the instance and not another login service.`,
  },
  {
    matches: { message: 'unable to set instance' },
    failure: 'config',
    topic: 'no-instance',
    meaning: (...step) => noInstance(...step).meaning,
    fix: (...step) => noInstance(...step).fix,
  },
  {
    matches: { message: ['instance is blocked', 'LIMITS-molsj', 'QUOTA-vjAy8'] },
    failure: 'server',
    topic: 'instance-blocked',
    meaning: 'The instance is blocked, or its quota is used up.',
    fix: `Check billing and quotas of the instance in the ZITADEL customer portal, or contact its operator.`,
  },
  {
    matches: { description: ['Errors.Execution.Failed', 'Errors.Endpoint.Denied'] },
    failure: 'server',
    topic: 'failing-action',
    meaning: `An action of the instance failed: its target returned an error, or is on the deny list.`,
    fix: `Ask an administrator of the instance to correct the target (Actions → Targets), or to remove the action for preaccesstoken and preuserinfo.`,
  },
  {
    matches: { description: 'Errors.WebKey.NoActive' },
    failure: 'server',
    topic: 'no-web-key',
    meaning: `The instance has no active web key, so it signs neither ID tokens nor JWT access tokens.`,
    fix: `Ask an administrator of the instance to activate a web key. Until then, for an account whose access token type is Bearer, set 'scopes' without openid (urn:zitadel:iam:org:project:id:zitadel:aud).`,
  },
  {
    matches: { id: 'AUTH-7fs1e', description: 'access token invalid' },
    failure: 'verification',
    topic: 'invalid-token',
    meaning: `The token is not valid: it has expired or was revoked, the account was deactivated, or the token belongs to another instance.`,
    fix: invalidTokenFix,
  },
  {
    matches: { id: 'DOMAIN-dv3t5' },
    failure: 'config',
    topic: 'token-lifetime',
    meaning: `By the server's clock, the expiration date is in the past.`,
    fix: `Synchronize the clocks of this runner and of the server (NTP).`,
  },
  {
    matches: { id: ['AUTHZ-cdgFk', 'membership.not_found'] },
    failure: 'verification',
    topic: 'no-role',
    meaning: `The token is valid, but the account has no role in the organization.`,
    fix: noRoleFix,
  },
  {
    matches: { id: 'AUTH-5mWD2' },
    failure: 'verification',
    topic: 'no-role',
    meaning: `The token is valid, but no role of the account contains the permission org.read.`,
    fix: noRoleFix,
  },
  {
    matches: { id: 'AUTH-Bs7Ds' },
    failure: 'verification',
    topic: 'unknown-organization',
    meaning: ({ orgId }) =>
      `The token is valid, but no organization of this instance has the ID ${quote(orgId ?? '')} ('org-id').`,
    fix: `Set 'org-id' to the resource ID on the organization's page (not its name or domain), and check that 'domain' is the right instance.`,
  },
  {
    matches: { id: 'APP-Shi0J' },
    failure: 'verification',
    topic: 'impersonation',
    meaning: `The token is of an impersonation, and ZITADEL's APIs do not accept such tokens.`,
    fix: `Use 'verify: userinfo', which accepts it.`,
  },
];
