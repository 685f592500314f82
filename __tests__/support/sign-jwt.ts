import { sign } from 'node:crypto';

/** A JWT signed now by RS256, like the JWT of a key management service. */
export function signJwt(pem: string, header: object, claims: object): string {
  const now = Math.floor(Date.now() / 1000);
  const content = [
    { alg: 'RS256', ...header },
    { iat: now - 60, exp: now + 300, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${content}.${sign('sha256', Buffer.from(content), pem).toString('base64url')}`;
}
