import type { Credential, Revoker } from '../credentials/credential.ts';
import type { CheckName, Config, Deps, Report } from '../types.ts';
import { configError } from '../util/errors.ts';
import { readConnection, readIssuer } from './connection.ts';
import { readCredential } from './credential.ts';
import type { Inputs } from './inputs.ts';
import { readLifetime } from './lifetime.ts';
import { canRevoke, noRevoker, readRevoker } from './revocation.ts';
import { lintScopes, parseScopes, zitadelAudience } from './scopes.ts';

/** The values of the input `verify`. */
const checkNames: readonly CheckName[] = ['none', 'userinfo', 'org'];

/**
 * Reads and checks every input. Nothing is sent before this is done.
 * @param report what is learned on the way, for a failure's message
 * @throws ActionError `config`, or `credential` for an assertion that has expired
 */
export function readConfig(inputs: Inputs, { log, env, now }: Deps, report: Report): Config {
  const issuer = readIssuer(inputs);
  report.issuer = issuer;
  const workspace = workspaceOf(env);
  const credential = readCredential(inputs, { issuer, workspace, now: now(), log });
  report.account = log.clean(credential.label);
  const connection = readConnection(inputs, issuer, { log, workspace });
  const verify = inputs.choice('verify', checkNames);
  const scopes = readScopes(inputs, credential, { verify, warn: log.warning });
  const lifetimeMs = inputs.isGiven('token-lifetime-minutes')
    ? readLifetime(inputs, credential, { scopes, warn: log.warning })
    : undefined;
  const revoke = inputs.boolean('revoke');
  const revoker = readRevocation(inputs, credential, { revoke, lifetimeMs, warn: log.warning });
  // The ID token tells whose token it is, when the credential does not.
  const openid = lifetimeMs !== undefined && !('userId' in credential && credential.userId !== undefined);
  return {
    issuer,
    connection,
    credential,
    scopes: [...new Set([...scopes, ...(openid ? ['openid'] : []), ...(revoker?.scopes ?? [])])],
    verify,
    orgId: readOrgId(inputs, verify),
    expiryWarningDays: inputs.integer('expiry-warning-days', { min: 0, max: 3650 }),
    lifetimeMs,
    revoke: revoke || lifetimeMs !== undefined,
    revoker,
  };
}

/** The folder that a relative path in an input belongs to. */
export function workspaceOf(env: NodeJS.ProcessEnv): string {
  return env['GITHUB_WORKSPACE'] || process.cwd();
}

type Warn = (text: string) => void;

function readScopes(
  inputs: Inputs,
  credential: Credential,
  { verify, warn }: { verify: CheckName; warn: Warn },
): string[] {
  if (credential.type === 'personal-access-token') {
    for (const name of ['scopes', 'project-ids'].filter((input) => inputs.isGiven(input))) {
      warn(`The input '${name}' is ignored: a personal access token has no scopes of its own choosing. Remove it.`);
    }
    return [];
  }
  const scopes = parseScopes(inputs.plainList('scopes'), inputs.plainList('project-ids'));
  if (verify === 'org' && !scopes.includes(zitadelAudience)) {
    throw configError(
      'org-without-audience',
      `'verify: org' cannot work: 'scopes' lacks the audience of ZITADEL's own APIs, and the token would be answered with 401.`,
      `Add ${zitadelAudience} to 'scopes', or use 'verify: userinfo', which needs no audience.`,
    );
  }
  for (const warning of lintScopes(scopes)) warn(warning);
  return scopes;
}

function readOrgId(inputs: Inputs, verify: CheckName): string | undefined {
  const orgId = inputs.plain('org-id');
  if (orgId === '') return undefined;
  if (verify !== 'org') {
    throw configError(
      'org-id-without-verify',
      `The input 'org-id' guards nothing without 'verify: org': no organization is asked for.`,
      `Set 'verify: org', or remove 'org-id'.`,
    );
  }
  if (/^[\x21-\x7e]+$/.test(orgId)) return orgId;
  throw configError(
    'invalid-id',
    `The input 'org-id' is no id.`,
    `Give the organization's resource id, such as 312345678901234567.`,
  );
}

interface Revocation {
  readonly revoke: boolean;
  readonly lifetimeMs: number | undefined;
  readonly warn: Warn;
}

/** @returns who revokes what ZITADEL issues; undefined when nothing is to be revoked, or nobody can and nobody has to */
function readRevocation(
  inputs: Inputs,
  credential: Credential,
  { revoke, lifetimeMs, warn }: Revocation,
): Revoker | undefined {
  const isGiven = inputs.plain('revocation-client-id') !== '';
  if (!revoke && lifetimeMs === undefined) {
    if (isGiven) warn(`The input 'revocation-client-id' has no effect without 'revoke: true'.`);
    return undefined;
  }
  if (credential.type === 'personal-access-token') {
    throw configError(
      'revoke-personal-access-token',
      `'revoke: true' does not work with a personal access token: it would end for every other job, too.`,
      `Remove 'revoke', or use a client secret or a key, whose tokens are made for one job.`,
    );
  }
  const revoker = readRevoker(inputs);
  if (revoker === undefined && lifetimeMs === undefined) throw noRevoker(credential);
  if (isGiven && canRevoke(credential)) {
    warn(`The input 'revocation-client-id' is ignored: with a client secret the token is revoked by that. Remove it.`);
  }
  return revoker;
}
