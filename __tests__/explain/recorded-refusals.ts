/**
 * Each recorded refusal that a step can meet, and with what; entries of one row have one and the same answer.
 * clock: by how many seconds the server is ahead.
 */
const met = [
  // inputs, clock, recorded
  ['secret', 0, 'wrong secret; deactivated service account, wrong secret'],
  ['basic-auth with a plus sign', 0, 'wrong secret'],
  ['secret', 0, 'unknown login name; removed service account; client_credentials, suffix left out'],
  ['login name with a suffix', 0, 'client_credentials, login name with organization domain'],
  ['user id as client-id', 0, 'user id instead of login name'],
  ['old client id of an application', 0, 'unknown login name'],
  ['secret and login name swapped', 0, 'unknown login name'],
  ['secret', 0, 'service account without a secret; human user'],
  ['secret', 0, 'deactivated service account, right secret; locked service account, right secret'],
  ['key JSON', 0, 'jwt-bearer, deactivated service account; jwt-bearer, locked service account'],
  ['secret', 0, 'no client at all; Basic not base64'],
  ['secret', 0, 'Basic that cannot be decoded'],
  ['secret', 0, 'no grant_type; JSON body'],
  ['secret', 0, 'wrong path'],
  ['secret', 0, 'token endpoint, unknown host'],
  ['secret, behind an endpoint', 0, 'token endpoint, unknown host'],
  [
    'key JSON',
    0,
    'jwt-bearer, deleted key; jwt-bearer, unknown kid; jwt-bearer, unknown user; jwt-bearer, removed service account',
  ],
  ['own pair, RSA', 0, 'jwt-bearer, expired key; jwt-bearer, signed by another key; jwt-bearer, application key'],
  ['own pair, P-256', 0, 'jwt-bearer, own EC P-256 key, ES256'],
  ['key JSON', 4000, 'jwt-bearer, expired; jwt-bearer, iat 61 min back'],
  ['key JSON', -600, 'jwt-bearer, iat 3 s ahead; jwt-bearer, iat 30 s ahead'],
  ['assertion', 0, 'jwt-bearer, deleted key'],
  ['assertion', -600, 'jwt-bearer, iat 30 s ahead'],
  ['assertion of an hour ago', 0, 'jwt-bearer, iat 61 min back'],
  ['assertion without iat', 0, 'jwt-bearer, no iat'],
  ['assertion without exp', 0, 'jwt-bearer, no exp'],
  ['assertion whose iss is a name', 0, 'jwt-bearer, iss is not sub'],
  ['assertion without kid', 0, 'jwt-bearer, no kid'],
  ['assertion by RS384', 0, 'jwt-bearer, RS384'],
  ['secret, org', 0, 'orgs/me, token of a service account deactivated since'],
  ['access token, org', 0, 'orgs/me, expired personal access token; orgs/me, garbage token'],
  ['secret, org', 0, 'orgs/me, no Authorization'],
  ['secret, org', 0, 'orgs/me, Authorization: bearer (lower case); orgs/me, Authorization: Basic'],
  ['secret, org', 0, 'orgs/me, no role at all'],
  ['secret, org-id', 0, 'orgs/me, organization without membership'],
  ['secret, org', 0, 'orgs/me, only a project role; orgs/me, ORG_PROJECT_CREATOR'],
  ['secret, org-id', 0, 'orgs/me, organization that does not exist'],
  ['secret, org', 0, 'orgs/me, organization deactivated'],
  ['access token, org', 0, 'orgs/me, unknown host'],
  ['secret, userinfo', 0, 'userinfo, token of a service account deactivated since'],
  ['access token, userinfo', 0, 'userinfo, expired personal access token; userinfo, garbage token'],
  ['secret, userinfo', 0, 'userinfo, no token'],
] as const;
export const metRefusals = met.map(([inputs, clock, recorded]) => ({ inputs, clock, recorded: recorded.split('; ') }));

/** Each recorded refusal that no step can meet. */
export const unmetRefusals = {
  'empty secret': 'refused before anything is sent: half of a credential',
  'no scope': 'a step always sends a scope',
  'jwt-bearer, no scope': 'a step always sends a scope',
  'unknown grant_type': 'a step requests two grants only, and ZITADEL knows both',
  'jwt-bearer, empty assertion': 'a step always sends an assertion with this grant',
  'jwt-bearer, no assertion': 'a step always sends an assertion with this grant',
  'jwt-bearer, not a JWT': 'refused before anything is sent: no JWT',
  'jwt-bearer, alg none': 'refused before anything is sent: a JWT without a signature',
  'jwt-bearer, aud with a trailing slash': 'refused before anything is sent: another audience',
  'jwt-bearer, aud is the token endpoint': 'refused before anything is sent: another audience',
  'jwt-bearer, aud of another host': 'refused before anything is sent: another audience',
  'jwt-bearer, own Ed25519 key, EdDSA': 'refused before anything is sent: a key that ZITADEL never accepts',
  'orgs/me, token without the ZITADEL audience': 'refused before anything is sent: verify: org without that audience',
  'orgs/me with that token afterwards': 'a token is revoked after the last request that uses it',
  'orgs/me with that token afterwards (2)': 'a token is revoked after the last request that uses it',
  'orgs/me with that token afterwards (user name)': 'a token is revoked after the last request that uses it',
  'userinfo with that JWT afterwards': 'a token is revoked after the last request that uses it',
  'orgs/me with the revoked access token': 'a token is revoked after the last request that uses it',
  'userinfo with that personal access token afterwards': 'a token is deleted after the last request that uses it',
  'orgs/me, JWT whose issuer is https': 'the same answer as to any token that is not valid',
  'orgs/me, JWT whose issuer has no port': 'the same answer as to any token that is not valid',
  'userinfo, JWT whose issuer is https, called by http': 'the same answer as to any token that is not valid',
  'userinfo, JWT whose issuer is http, called by https': 'the same answer as to any token that is not valid',
  'userinfo, JWT whose issuer has no port': 'the same answer as to any token that is not valid',
  'orgs/me, unknown host with a port and x-forwarded-proto': 'the same answer as to any host that is no instance',
  'orgs/me, x-forwarded-host that is no instance': 'the same answer as to any host that is no instance',
  'orgs/me, x-zitadel-public-host that is not trusted': 'the same answer as to any host that is no instance',
  'orgs/me, unknown host, external secure': 'the same answer as to any host that is no instance',
  'orgs/me, organization of the account removed': 'of a token that outlived its organization within one step',
  'userinfo, organization of the account removed': 'of a token that outlived its organization within one step',
  'token, organization removed': 'the same answer as to an unknown login name',
  'wrong path, unknown host': 'the same answer as under a known host',
};

/** Answers that are known and were not recorded: of other versions, of rare states, or of what is no ZITADEL. */
const others = [
  // inputs, status, body
  ['secret', 429, 'Your ZITADEL instance is blocked.'],
  ['secret', 400, '{"error":"unsupported_grant_type"}'],
  ['secret', 400, '{"error":"invalid_scope","error_description":"not for this client"}'],
  ['secret', 403, '<html><head><title>Access denied</title></head><body>Ray ID 1</body></html>'],
  ['key JSON', 400, '{"error":"invalid_request","error_description":"assertion invalid"}'],
  ['secret, org', 200, '{"org":{"id":"312345678901234567","name":"Removed"}}'],
  ['secret, org-id', 200, '{"org":{"id":"387654321098765432","name":"Other","state":"ORG_STATE_ACTIVE"}}'],
  ['secret, org', 418, '{"code":99,"message":"short and stout (TEA-p0t)"}'],
  [
    'secret, org',
    404,
    '{"code":5,"message":"Membership not found (membership.not_found)","details":[{"@type":"type.googleapis.com/zitadel.error.v2.ErrorDetail","slug":"membership.not_found"}]}',
  ],
  [
    'secret, userinfo',
    404,
    'unable to set instance using origin &{id.example.com  https} (ExternalDomain is localhost): ID=QUERY-1kIjX Message=Instance nicht gefunden',
  ],
  ['secret', 403, '{"error":"invalid_request","error_description":"CI is frozen until Monday"}'],
  ['secret', 404, '{"error":"invalid_request","error_description":"no such team"}'],
  ['secret', 400, '{"error":"invalid_request","error_description":"CI is frozen until Monday"}'],
  ['key JSON', 400, '{"error":"invalid_request","error_description":"Errors.Execution.Failed"}'],
  ['secret, userinfo', 400, '{"error":"invalid_request","error_description":"Errors.Endpoint.Denied"}'],
  ['secret, userinfo', 403, '{"error":"invalid_request","error_description":"CI is frozen until Monday"}'],
  ['secret', 500, '{"error":"server_error","error_description":"Errors.WebKey.NoActive"}'],
  [
    'access token, org',
    429,
    '{"code":8,"message":"Errors.Limits.Instance.Blocked (LIMITS-molsj)","details":[{"id":"LIMITS-molsj"}]}',
  ],
  [
    'access token, org',
    429,
    '{"code":8,"message":"Quota.Access.Exhausted (QUOTA-vjAy8)","details":[{"id":"QUOTA-vjAy8"}]}',
  ],
  [
    'access token, org',
    403,
    '{"code":7,"message":"Errors.TokenExchange.Token.NotForAPI (APP-Shi0J)","details":[{"id":"APP-Shi0J"}]}',
  ],
] as const;
export const otherRefusals = others.map(([inputs, status, body]) => {
  const path = inputs.endsWith('userinfo')
    ? '/oidc/v1/userinfo'
    : inputs.includes(', org')
      ? '/management/v1/orgs/me'
      : '/oauth/v2/token';
  const type = body.startsWith('{') ? 'application/json' : body.startsWith('<') ? 'text/html' : 'text/plain';
  return { inputs, path, status, type, body };
});
