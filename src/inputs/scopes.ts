import type { Credential } from '../credentials/credential.ts';
import type { Log } from '../types/log.ts';
import type { Config } from '../types/step.ts';
import { configError } from '../util/errors.ts';
import { quote, quoteHarmless } from '../util/text.ts';
import { defaultScopes, projectAudience, zitadelAudience } from './audiences.ts';
import type { Inputs } from './inputs.ts';

/**
 * The scopes to request. Everything that is wrong with them is one warning, because GitHub shows only ten per step.
 * @throws ActionError `config` for scopes that cannot be sent, or without which a check or a request cannot work
 */
export function readScopes(
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
  const needy = [
    verify === 'org' && `'verify: org'`,
    requiredRoles.length > 0 && `'required-roles'`,
    inputs.given.has('token-lifetime-minutes') && `'token-lifetime-minutes'`,
  ].find(Boolean);
  if (needy && !scopes.includes(zitadelAudience)) {
    const message = `${needy} needs the audience of ZITADEL's APIs, which 'scopes' does not contain.`;
    throw configError('org-without-audience', message, `Add ${zitadelAudience} to 'scopes', or remove ${needy}.`);
  }
  const isDefault = !inputs.given.has('scopes') && projectIds.length === 0;
  const warnings = isDefault ? [] : [...lintProjectIds(projectIds), ...lintScopes(scopes)];
  // A health check with the least access requests no audience.
  if (verify !== 'userinfo' && !scopes.some((scope) => audience.test(scope))) {
    warnings.push(
      `No scope contains an audience, so only userinfo accepts the token. Add the ID of a project to 'project-ids', or ${zitadelAudience} to 'scopes' for ZITADEL's APIs.`,
    );
  }
  if (warnings.length > 0) log.warning('scope', warnings.join('\n'));
  return scopes;
}

/**
 * The scopes to request. ZITADEL splits at single spaces only, so every other separator is replaced.
 * @param scopes the input `scopes`
 * @param projectIds the input `project-ids`
 * @returns distinct scopes in the order given
 */
export function parseScopes(scopes: readonly string[], projectIds: readonly string[]): string[] {
  const names = [...scopes, ...projectIds.map(projectAudience)];
  if (names.length === 0) {
    const message = `The input 'scopes' contains no scope. ZITADEL would issue a token without any access.`;
    throw configError('no-scope', message, `Remove 'scopes', or set it to scopes such as ${defaultScopes.join(' ')}.`);
  }
  const bad = names.find((name) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name));
  if (bad !== undefined) {
    const fix = `Correct it in 'scopes': only visible ASCII without quotation marks and backslashes.`;
    throw configError('invalid-scope', `The scope ${quote(bad)} contains a character that is not allowed.`, fix);
  }
  return [...new Set(names)];
}

/**
 * Checks scopes for mistakes that the server would silently ignore.
 * @returns warnings, each with the right spelling
 */
export function lintScopes(scopes: readonly string[]): string[] {
  const warnings = scopes.flatMap((scope): string | [] => {
    if (halfAudience.test(scope)) {
      return `The scope ${quote(scope)} has no effect. Write "${projectAudience('{id}')}", or the ID in 'project-ids'.`;
    }
    if (scope === 'offline_access') {
      return `The scope "offline_access" has no effect for a service account. Remove it from 'scopes'.`;
    }
    if (known.test(scope)) return [];
    // A long scope without punctuation may be a secret.
    const shown = scope.length < 20 || /^urn:|[./]/.test(scope) ? quote(scope) : `of length ${scope.length}`;
    const check = /roles/i.test(scope) ? allRoles : `Check its spelling in 'scopes'.`;
    return `The scope ${shown} is not a scope that this action knows. ZITADEL silently drops unknown scopes. ${check}`;
  });
  const wantsRoles = scopes.some((scope) => /^urn:zitadel:iam:org:project(s:roles$|:role:)/.test(scope));
  const namesProject = scopes.some((scope) => audience.test(scope) && scope !== zitadelAudience);
  if (wantsRoles && !namesProject) {
    warnings.push(
      `The token will contain no roles, because no scope names their project. Add its ID to 'project-ids'.`,
    );
  }
  return warnings;
}

/** Warns of an ID that is not all digits. An owner can choose such an ID, but it is more often a name. */
function lintProjectIds(projectIds: readonly string[]): string[] {
  const odd = projectIds.filter((id) => !/^(\d+|zitadel)$/.test(id)).map(quoteHarmless);
  if (odd.length === 0) return [];
  const fix = `ZITADEL creates IDs of digits only. Check that it is the project's ID and not its name.`;
  return [`'project-ids' contains ${odd.slice(0, 3).join(', ')}. ${fix}`];
}

const audience = /^urn:zitadel:iam:org:project:id:[^:]+:aud$/;

const known =
  /^(openid|profile|email|phone|address|groups|urn:zitadel:iam:(org:(project:id:[^:]+:aud|projects:roles|project:role:.+|(id|roles:id|idp:id|domain:primary):[^:]+)|user:(resourceowner|metadata|groups)))$/;

const allRoles = `Write "urn:zitadel:iam:org:projects:roles", and the ID of the project in 'project-ids'.`;

/** A scope of a project without ":aud" or "id:". */
const halfAudience = /^urn:zitadel:iam:org:project:(id:[^:]+|(?!id:|role:|roles$)[^:]+(:aud)?)$/;
