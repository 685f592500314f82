import type { Credential } from '../credentials/credential.ts';
import type { Log } from '../types/log.ts';
import type { Config, Deps, Report } from '../types/step.ts';
import { configError } from '../util/errors.ts';
import { createAttempts } from './attempts.ts';
import { readConnection, readIssuer } from './connection.ts';
import { nothingGiven, readCredential } from './credential.ts';
import type { Inputs } from './inputs.ts';
import { readLifetime } from './lifetime.ts';
import { canRevoke, noRevoker, readRevoker } from './revocation.ts';
import { lintProjectIds, lintScopes, namesAudience, parseScopes, zitadelAudience } from './scopes.ts';
import { checkSpelling } from './spelling.ts';

/**
 * Reads and checks every input. Nothing is sent before this is done.
 * @param report what is learned on the way, for a failure's message
 * @throws ActionError `config`, or `credential` for an assertion that has expired; for several errors, one that names all
 */
export function readConfig(inputs: Inputs, { log, env, now }: Deps, report: Report): Config {
  const attempts = createAttempts();
  const { read } = attempts;
  for (const line of inputs.repairs) log.info(line);
  const misspelled = checkSpelling(inputs, env, { warn: log.warning, attempts });
  const empty = misspelled.length === 0 ? nothingGiven(inputs) : undefined;
  const requireSome = (): void => {
    if (empty !== undefined) throw empty;
  };
  const issuer = read(() => {
    requireSome();
    return (report.issuer = readIssuer(inputs));
  });
  for (const error of inputs.rejected) attempts.add(error);
  const credential = read(() => {
    requireSome();
    const given = readCredential(inputs, { issuer, env, now: now(), log, misspelled });
    report.account = log.clean(given.label);
    if (given.warning !== undefined) log.warning('short-key', given.warning);
    return given;
  });
  const connection = read(() => readConnection(inputs, issuer, { log, env, attempts }));
  const verify = read(() => inputs.value('verify'));
  const requiredRoles = read(() => [...new Set(inputs.value('required-roles'))]);
  const asked = () => ({ verify: verify(), requiredRoles: requiredRoles(), log });
  const scopes = read(() => readScopes(inputs, credential(), asked()));
  const orgId = read(() => readOrgId(inputs, verify() === 'org' || requiredRoles().length > 0));
  const revocation = read(() => readRevocation(inputs, credential(), { scopes: scopes(), warn: log.warning }));
  attempts.throwAll();
  return {
    issuer: issuer(),
    connection: connection(),
    credential: credential(),
    verify: verify(),
    orgId: orgId(),
    requiredRoles: requiredRoles(),
    expiryWarningDays: inputs.value('expiry-warning-days'),
    ...revocation(),
  };
}

/** Everything that is wrong with the scopes is one warning, because GitHub shows only ten per step. */
function readScopes(
  inputs: Inputs,
  credential: Credential,
  { verify, requiredRoles, log }: Pick<Config, 'verify' | 'requiredRoles'> & { readonly log: Log },
): string[] {
  if (credential.token !== undefined) {
    const ignored = ['scopes', 'project-ids'].filter((input) => inputs.given.has(input)).map((name) => `'${name}'`);
    if (ignored.length > 0) {
      log.warning('scope', `Remove ${ignored.join(' and ')}: the scopes of a personal access token are fixed.`);
    }
    return [];
  }
  const projectIds = inputs.value('project-ids') ?? [];
  const scopes = parseScopes(inputs.value('scopes'), projectIds);
  const needy = verify === 'org' ? `'verify: org'` : requiredRoles.length > 0 ? `'required-roles'` : undefined;
  if (needy !== undefined && !scopes.includes(zitadelAudience)) {
    throw configError(
      'org-without-audience',
      `${needy} needs the audience of ZITADEL's APIs, which 'scopes' does not contain.`,
      `Add ${zitadelAudience} to 'scopes', or ${verify === 'org' ? `set 'verify: userinfo'` : `remove 'required-roles'`}.`,
    );
  }
  const warnings = [...lintProjectIds(projectIds), ...lintScopes(scopes)];
  if (!namesAudience(scopes)) {
    // A health check with the least access requests no audience.
    if (verify === 'userinfo') log.info(`The token has no audience. Only userinfo accepts it.`);
    else {
      warnings.push(
        `No scope contains an audience, so only userinfo accepts the token. Add the ID of a project to 'project-ids', or ${zitadelAudience} to 'scopes' for ZITADEL's APIs.`,
      );
    }
  }
  if (warnings.length > 0) log.warning('scope', warnings.join('\n'));
  return scopes;
}

function readOrgId(inputs: Inputs, isChecked: boolean): string | undefined {
  const orgId = inputs.value('org-id');
  if (orgId !== undefined && !isChecked) {
    throw configError(
      'org-id-without-verify',
      `'org-id' has no effect without 'verify: org' or 'required-roles', because the organization is not checked.`,
      `Set 'verify: org', or remove 'org-id'.`,
    );
  }
  return orgId;
}

/** How the token's lifetime is limited: by revocation, by `token-lifetime-minutes`, or not at all; with the scopes for it. */
function readRevocation(
  inputs: Inputs,
  credential: Credential,
  { scopes, warn }: { readonly scopes: readonly string[]; readonly warn: Log['warning'] },
): Pick<Config, 'scopes' | 'lifetimeMs' | 'revoke' | 'revoker'> {
  const minutes = inputs.value('token-lifetime-minutes');
  const hasLifetime = minutes !== undefined;
  const revoke = inputs.value('revoke') || hasLifetime;
  const hasClient = inputs.value('revocation-client-id') !== undefined;
  if (!revoke) {
    if (hasClient) warn('no-effect', `'revocation-client-id' has no effect without 'revoke: true'. Remove it.`);
    return { scopes, revoke };
  }
  if (credential.token !== undefined) {
    const name = hasLifetime ? `'token-lifetime-minutes'` : `'revoke: true'`;
    throw configError(
      'revoke-personal-access-token',
      `${name} does not work with a personal access token, because other jobs may use it.`,
      `Remove ${name}, or use a client secret or a key.`,
    );
  }
  const lifetimeMs = hasLifetime ? readLifetime(minutes, credential, { scopes, warn }) : undefined;
  const revoker = readRevoker(inputs);
  if (revoker === undefined && !hasLifetime) throw noRevoker(credential);
  if (hasClient && canRevoke(credential)) {
    warn(
      'no-effect',
      `'revocation-client-id' has no effect with a client secret, which revokes the token itself. Remove it.`,
    );
  }
  // The ID token contains the user ID if the credential does not.
  const openid = hasLifetime && credential.userId === undefined ? ['openid'] : [];
  return { lifetimeMs, revoke, revoker, scopes: [...new Set([...scopes, ...openid, ...(revoker?.scopes ?? [])])] };
}
