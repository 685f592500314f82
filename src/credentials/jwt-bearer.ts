import { randomUUID, sign } from 'node:crypto';
import type { SigningKey } from './keys/private-key.ts';
import { quote } from '../util/text.ts';
import type { GrantParameters, Grant } from './credential.ts';

/** ZITADEL accepts an assertion issued at most one second ahead of its clock and one hour behind it. */
const issuedBackS = 60;
const expiresAfterS = 300;

/**
 * RFC 7523 §2.1: an assertion signed by the service account's private key, a new one for each request.
 * @param issuer the audience: exactly the instance's issuer; never one that a server names, because an assertion for
 *   another issuer could be replayed there
 */
export function signedByKey(key: SigningKey, issuer: string): Grant {
  return {
    label: `key ${quote(key.id)} of user ${quote(key.userId)}`,
    type: 'jwt-bearer',
    userId: key.userId,
    key: { id: key.id, algorithm: key.algorithm },
    isOwnPair: key.isOwnPair,
    expiresAt: key.expiresAt,
    warning: key.warning,
    parameters: (now, audience = issuer) => assertionParameters(signAssertion(key, audience, now)),
  };
}

/** The form of RFC 7523 §2.1. */
export function assertionParameters(assertion: string): GrantParameters {
  return {
    form: { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion },
    headers: {},
    secrets: assertionForms(assertion),
  };
}

/** An assertion, and its signature alone: a server may echo either. Header and claims contain IDs, and no secret. */
export function assertionForms(assertion: string): string[] {
  return [assertion, assertion.split('.')[2] ?? ''];
}

function signAssertion(key: SigningKey, issuer: string, now: number): string {
  const seconds = Math.floor(now / 1000);
  const header = { alg: key.algorithm, kid: key.id };
  const claims = {
    iss: key.userId,
    sub: key.userId,
    aud: issuer,
    iat: seconds - issuedBackS,
    exp: seconds + expiresAfterS,
    jti: randomUUID(),
  };
  const content = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  // RFC 7518 §3.4: an ES256 signature consists of the two numbers, not of the DER that node:crypto creates by default.
  const signature = sign('sha256', Buffer.from(content), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${content}.${signature.toString('base64url')}`;
}
