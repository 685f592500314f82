import { configError } from '../util/errors.ts';
import { quote, quoteHarmless } from '../util/text.ts';

/** Without this scope, ZITADEL's own APIs return 401, whatever roles the account has. */
export const zitadelAudience = projectAudience('zitadel');

/** The default of the input `scopes`. */
export const defaultScopes = ['openid', zitadelAudience] as const;

/**
 * The parts of a list: separated by white space, commas or semicolons, each with or without quotes; also a list in JSON or
 * YAML, as an expression or a block contains it.
 */
export function splitList(text: string): string[] {
  const inner = /^\[([^[\]{}]+)\]$/.exec(text)?.[1] ?? text;
  const parts = inner.split(/[\s,;]+/).map((part) => /^(["'])(.+)\1$/.exec(part)?.[2] ?? part);
  return parts.filter((part) => !/^[-*]?$/.test(part));
}

/** The scope that puts a project into the token's audience. */
export function projectAudience(projectId: string): string {
  return `urn:zitadel:iam:org:project:id:${projectId}:aud`;
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
    throw configError(
      'no-scope',
      `The input 'scopes' contains no scope. ZITADEL would issue a token without any access.`,
      `Remove 'scopes', or set it to scopes such as ${defaultScopes.join(' ')}.`,
    );
  }
  const bad = names.find((name) => !/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(name));
  if (bad !== undefined) {
    throw configError(
      'invalid-scope',
      `The scope ${quote(bad)} contains a character that is not allowed.`,
      `Correct it in 'scopes': only visible ASCII without quotation marks and backslashes.`,
    );
  }
  return [...new Set(names)];
}

/**
 * Checks scopes for mistakes that the server would silently ignore.
 * @returns warnings, each with the right spelling
 */
export function lintScopes(scopes: readonly string[]): string[] {
  const warnings = scopes.flatMap((scope) => {
    const [, fix] = mistakes.find(([pattern]) => pattern.test(scope)) ?? [];
    if (fix !== undefined) return [`The scope ${quote(scope)} has no effect${fix}`];
    if (known.some((pattern) => pattern.test(scope))) return [];
    return [
      // A long scope without punctuation may be a secret.
      `The scope ${scope.length < 20 || /^urn:|[./]/.test(scope) ? quote(scope) : `of length ${scope.length}`} is not a scope that this action knows. ZITADEL silently drops unknown scopes. ${/roles/i.test(scope) ? allRoles : `Check its spelling in 'scopes'.`}`,
    ];
  });
  const wantsRoles = scopes.some((scope) => /^urn:zitadel:iam:org:project(s:roles$|:role:)/.test(scope));
  const namesProject = scopes.some((scope) => audience.test(scope) && scope !== zitadelAudience);
  if (wantsRoles && !namesProject) {
    warnings.push(
      `The token will contain no roles, because no scope names their project. Add the ID of the project to 'project-ids'.`,
    );
  }
  return warnings;
}

/** Whether any API except userinfo accepts a token with these scopes. */
export function namesAudience(scopes: readonly string[]): boolean {
  return scopes.some((scope) => audience.test(scope));
}

/** Warns of an ID that is not all digits. An owner can choose such an ID, but it is more often a name. */
export function lintProjectIds(projectIds: readonly string[]): string[] {
  const odd = projectIds.filter((id) => !/^(\d+|zitadel)$/.test(id));
  if (odd.length === 0) return [];
  return [
    `'project-ids' contains ${odd.slice(0, 3).map(quoteHarmless).join(', ')}. ZITADEL creates IDs of digits only. Check that it is the project's ID and not its name.`,
  ];
}

const audience = /^urn:zitadel:iam:org:project:id:[^:]+:aud$/;

const known = [
  /^(openid|profile|email|phone|address|groups)$/,
  audience,
  /^urn:zitadel:iam:org:projects:roles$/,
  /^urn:zitadel:iam:org:project:role:.+$/,
  /^urn:zitadel:iam:org:(id|roles:id|idp:id|domain:primary):[^:]+$/,
  /^urn:zitadel:iam:user:(resourceowner|metadata|groups)$/,
];

const allRoles = `Write "urn:zitadel:iam:org:projects:roles", and the ID of the project in 'project-ids'.`;

/** Common mistakes, and what to write instead. */
const mistakes: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [
    // Without ":aud", or without "id:".
    /^urn:zitadel:iam:org:project:(id:[^:]+|(?!id:|role:|roles$)[^:]+(:aud)?)$/,
    `. Write "${projectAudience('{id}')}", or the ID in 'project-ids'.`,
  ],
  [/^offline_access$/, ` for a service account, which gets no refresh token. Remove it from 'scopes'.`],
];
