/** Without this scope, ZITADEL's own APIs return 401, whatever roles the account has. */
export const zitadelAudience = projectAudience('zitadel');

/** The default of the input `scopes`. */
export const defaultScopes = ['openid', zitadelAudience] as const;

/** The scope that puts a project into the token's audience. */
export function projectAudience(projectId: string): string {
  return `urn:zitadel:iam:org:project:id:${projectId}:aud`;
}
