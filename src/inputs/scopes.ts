import { configError } from '../util/errors.ts';
import { oneLine, quote, quoteHarmless } from '../util/text.ts';
import { splitList } from './possible.ts';

/** Without it ZITADEL's own APIs answer 401, whatever roles the account has. */
export const zitadelAudience = projectAudience('zitadel');

/** The scopes of an empty input `scopes`. */
export const defaultScopes = `openid ${zitadelAudience}`;

/** The scope that puts a project into the token's audience. */
export function projectAudience(projectId: string): string {
  return `urn:zitadel:iam:org:project:id:${projectId}:aud`;
}

/**
 * The scopes to ask for. ZITADEL splits at single spaces only, so every other separator has to go.
 * @param scopes the input `scopes`: separated by spaces, commas or newlines
 * @param projectIds the input `project-ids`, separated likewise
 * @returns distinct scopes in the order given
 */
export function parseScopes(scopes: string, projectIds: string): string[] {
  const ids = splitList(projectIds);
  const asked = [...splitList(scopes), ...ids.map(projectAudience)];
  if (asked.length === 0) {
    throw configError(
      'no-scope',
      `The input 'scopes' names no scope, and ZITADEL answers that with a token which is good for nothing.`,
      `Name the scopes, or leave 'scopes' out for: ${defaultScopes}.`,
    );
  }
  const bad = asked.find((name) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name));
  if (bad !== undefined) {
    throw configError(
      'invalid-scope',
      `The scope "${oneLine(bad)}" holds a character that no scope may have (RFC 6749 §3.3: visible ASCII without " and \\).`,
      `Correct it in 'scopes' or 'project-ids'.`,
    );
  }
  return [...new Set(asked)];
}

/**
 * What is wrong with scopes that the server would drop or ignore without a word.
 * @returns warnings, each with the right spelling
 */
export function lintScopes(scopes: readonly string[]): string[] {
  const warnings = scopes.flatMap((scope) => {
    const mistake = mistakes.find(({ pattern }) => pattern.test(scope));
    if (mistake !== undefined) return [`The scope ${quote(scope)} ${mistake.says}`];
    if (known.some((pattern) => pattern.test(scope))) return [];
    return [
      `The scope ${quote(scope)} is unknown to ZITADEL, which silently drops it: ${/roles/i.test(scope) ? allRoles : `check its spelling in 'scopes'.`}`,
    ];
  });
  const asksRoles = scopes.some((scope) => /^urn:zitadel:iam:org:project(s:roles$|:role:)/.test(scope));
  const namesProject = scopes.some((scope) => audience.test(scope) && scope !== zitadelAudience);
  if (asksRoles && !namesProject) {
    warnings.push(
      `A scope asks for roles, but no scope names a project, so the token carries none. Add the project's id to 'project-ids'.`,
    );
  }
  return warnings;
}

/** Whether any API but userinfo accepts a token with these scopes. */
export function namesAudience(scopes: readonly string[]): boolean {
  return scopes.some((scope) => audience.test(scope));
}

/** An ID that is not all digits may be one that its owner chose, and is more often a name. */
export function lintProjectIds(projectIds: string): string[] {
  const odd = splitList(projectIds).filter((id) => !/^(\d+|zitadel)$/.test(id));
  if (odd.length === 0) return [];
  return [
    `'project-ids' contains ${odd.slice(0, 3).map(quoteHarmless).join(', ')}. ZITADEL creates IDs of digits only: check that this is the ID of the project and not its name.`,
  ];
}

const audience = /^urn:zitadel:iam:org:project:id:[^:]+:aud$/;

const known = [
  /^(openid|profile|email|phone|address)$/,
  audience,
  /^urn:zitadel:iam:org:projects:roles$/,
  /^urn:zitadel:iam:org:project:role:.+$/,
  /^urn:zitadel:iam:org:(id|roles:id|idp:id|domain:primary):[^:]+$/,
  /^urn:zitadel:iam:user:(resourceowner|metadata)$/,
];

const allRoles = `the scope for all roles is "urn:zitadel:iam:org:projects:roles" (projects, in the plural), with the project's id in 'project-ids'.`;

/** The well-known mistakes. */
const mistakes: readonly { readonly pattern: RegExp; readonly says: string }[] = [
  {
    pattern: /^urn:zitadel:iam:org:project:id:[^:]+$/,
    says: `lacks its end ":aud" and does nothing: write "urn:zitadel:iam:org:project:id:{id}:aud", or put the id into 'project-ids'.`,
  },
  {
    pattern: /^urn:zitadel:iam:org:project:(?!id:|role:|roles$)[^:]+(:aud)?$/,
    says: `lacks "id:" and does nothing: write "urn:zitadel:iam:org:project:id:{id}:aud", or put the id into 'project-ids'.`,
  },
  {
    pattern: /^offline_access$/,
    says: `has no effect for a service account: ZITADEL never sends it a refresh token. Remove it from 'scopes'.`,
  },
];
