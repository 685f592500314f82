import { ActionError, configError } from '../util/errors.ts';
import { decodeJwt } from '../util/json.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { quote } from '../util/text.ts';
import type { Grant } from './credential.ts';
import { assertionParameters } from './jwt-bearer.ts';

/**
 * RFC 7523 §2.1 with a JWT that was signed elsewhere, in a key management service or a hardware module. It is sent as
 * it is; what the server would refuse without a reason is refused here.
 * @param issuer the only audience that ZITADEL accepts, in either spelling of its default port
 * @param now milliseconds since 1970
 */
export function signedElsewhere(assertion: string, issuer: string, now: number): Grant {
  const decoded = decodeJwt(assertion);
  if (decoded === undefined) {
    throw configError(
      'invalid-assertion',
      `The input 'assertion' is no signed JWT: three base64url parts separated by dots, the first two of them JSON.`,
      `Give the whole JWT (header.claims.signature) in its compact form, without "Bearer" or quotes.`,
    );
  }
  const { header, claims } = decoded;
  if (typeof claims['iss'] === 'string' && gitHubIssuer.test(claims['iss'])) {
    throw configError(
      'github-token',
      `The input 'assertion' is an OpenID Connect token of GitHub. ZITADEL accepts no other issuer's token.`,
      `Use that token to sign in to a key management service (AWS KMS, Google Cloud KMS, Azure Key Vault), sign an assertion there with a key whose public half is uploaded to the service account, and set 'assertion' to it. No secret is stored.`,
    );
  }
  const audiences: unknown[] = Array.isArray(claims['aud']) ? claims['aud'] : [claims['aud']];
  if (!audiences.includes(issuer) && !audiences.includes(withDefaultPort(issuer))) {
    const named = audiences.filter((audience) => typeof audience === 'string').map(quote);
    throw configError(
      'invalid-assertion',
      `The JWT in 'assertion' is meant for ${named.length === 0 ? 'no audience' : named.slice(0, 3).join(', ')}, not for ${quote(issuer)}.`,
      `Sign it with the claim "aud" set to exactly ${quote(issuer)}, without a slash or path, or correct 'domain'.`,
    );
  }
  const expires = claims['exp'];
  if (typeof expires === 'number' && expires * 1000 <= now) {
    throw new ActionError(
      'credential',
      'expired-assertion',
      `The JWT in 'assertion' expired ${Math.ceil(now / 1000 - expires)} s ago by this runner's clock.`,
      `Sign it right before this step, with "exp" some minutes ahead; a queued job may start long after an earlier one.`,
    );
  }
  const key = keyOf(header);
  const userId = typeof claims['sub'] === 'string' ? claims['sub'] : undefined;
  return {
    label: labelOf(key, userId),
    type: 'jwt-bearer',
    userId,
    key,
    assertion: decoded,
    parameters: () => assertionParameters(assertion),
  };
}

/** GitHub's issuers: github.com, a company's own subdomain of ghe.com, and GitHub Enterprise Server. */
const gitHubIssuer =
  /^https:\/\/(token\.actions\.(githubusercontent\.com|[\w-]+\.ghe\.com)|[^/]+\/_services\/token)(\/|$)/;

function labelOf(key: Grant['key'], userId: string | undefined): string {
  const by = key === undefined ? '' : ` by key ${quote(key.id)}`;
  return userId === undefined ? `assertion${by}` : `assertion${by} of user ${quote(userId)}`;
}

function keyOf({ kid, alg }: Readonly<Record<string, unknown>>): Grant['key'] {
  return typeof kid === 'string' && (alg === 'RS256' || alg === 'ES256' || alg === 'PS256')
    ? { id: kid, algorithm: alg }
    : undefined;
}
