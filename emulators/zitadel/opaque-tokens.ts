import { randomBase64url } from './random.ts';
import type { Version } from './state.ts';

/**
 * Creates an opaque token, as long as the recorded tokens. Up to v4.13, the token is one part of base64url. From v4.14 on,
 * the token has the five parts of an encrypted token. The first part decodes to a header, so the token looks like a JWT,
 * but is not a JWT.
 */
export function newOpaqueToken(version: Version, use: 'access token' | 'personal access token'): string {
  const personal = use === 'personal access token';
  if (version === 'v4.13.1') return randomBase64url(personal ? 71 : 104);
  const header = {
    alg: 'A256GCMKW',
    enc: 'A256GCM',
    iv: randomBase64url(16),
    ...(personal && { kid: 'oidcKey' }),
    tag: randomBase64url(22),
  };
  return [
    Buffer.from(JSON.stringify(header)).toString('base64url'),
    randomBase64url(43),
    randomBase64url(16),
    randomBase64url(personal ? 50 : 83),
    randomBase64url(22),
  ].join('.');
}
