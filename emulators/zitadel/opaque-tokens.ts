import { randomBase64url } from './random.ts';
import type { Version } from './state.ts';

/**
 * A new opaque token.
 * Up to v4.13 one part of base64url; from v4.14 the five parts of an encrypted token, whose first decodes to
 * a header, so that it looks like a JWT and is none. Lengths are those of the recordings.
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
