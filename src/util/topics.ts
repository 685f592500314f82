/**
 * The headings of docs/troubleshooting.md by short ids that never change: a new wording of a heading breaks no link.
 * Each id is the anchor in front of its heading.
 */
export const topics = [
  // config: inputs
  'no-credential',
  'several-credentials',
  'missing-input',
  'missing-domain',
  'secret-in-plain-input',
  'input-too-long',
  'invalid-value',
  'invalid-host',
  'not-an-origin',
  'plain-http',
  'org-without-audience',
  'org-id-without-verify',
  'no-scope',
  'invalid-scope',
  'invalid-id',
  'not-evaluated',
  'invisible-character',
  'underscore',
  'revoke-personal-access-token',
  'revoke-without-application',
  'token-lifetime',
  'token-lifetime-not-supported',
  'invalid-client-secret',
  'invalid-basic-auth',
  'invalid-personal-access-token',
  'invalid-header',
  'ca-certificate',
  'node-too-old',
  'node-too-old-for-ca',
  'proxy-address',
  'runner-files',
  // config: keys
  'application-key',
  'damaged-key-json',
  'wrong-key-input',
  'key-file',
  'damaged-key',
  'not-a-private-key',
  'encrypted-key',
  'unsupported-key',
  'invalid-assertion',
  'expired-key',
  'expired-assertion',
  // config: hosts
  'no-instance',
  'no-token-endpoint',
  'other-issuer',
  // credential
  'client-not-found',
  'wrong-secret',
  'no-secret',
  'inactive-account',
  'rejected-assertion',
  'rejected-credential',
  // network
  'name-does-not-resolve',
  'connection-refused',
  'timeout',
  'connection-closed',
  'no-tls',
  'client-certificate',
  'certificate',
  'proxy',
  // server
  'instance-blocked',
  'rate-limit',
  'server-error',
  'redirect',
  'unexpected-response',
  'changed-request',
  // verification
  'no-role',
  'unknown-organization',
  'other-organization',
  'inactive-organization',
  'invalid-token',
  // warnings of the post step
  'not-revoked',
  // internal
  'internal',
] as const;

export type Topic = (typeof topics)[number];
