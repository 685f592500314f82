import type { Grant } from '../credentials/credential.ts';

/** One thing that an assertion depends on: checked and fine, or the cause. */
export type Finding =
  { readonly fine: string } | { readonly cause: string; readonly fix: string; readonly config?: true };

/** What the server wants of an assertion that was signed elsewhere (RFC 7523 §3). */
export function checkClaims({ assertion }: Grant, serverNow: number): Finding[] {
  if (assertion === undefined) return [];
  const { header, claims } = assertion;
  const seconds = serverNow / 1000;
  const { iss, sub, iat, exp } = claims;
  const rules: readonly { readonly broken: boolean; readonly cause: string; readonly fix: string }[] = [
    {
      broken: typeof header['kid'] !== 'string' || header['kid'] === '',
      cause: `its header has no "kid"`,
      fix: `Set "kid" to the id that ZITADEL gave the uploaded key.`,
    },
    {
      broken: typeof header['alg'] !== 'string' || !['RS256', 'ES256', 'PS256'].includes(header['alg']),
      cause: `its "alg" is none of RS256, ES256 and PS256`,
      fix: `Sign with RS256, or with ES256 from ZITADEL 4.14 on.`,
    },
    {
      broken: typeof sub !== 'string' || iss !== sub,
      cause: `its "iss" and "sub" are not one and the same user id`,
      fix: `Set both "iss" and "sub" to the service account's user id.`,
    },
    {
      broken: typeof exp !== 'number' || exp <= seconds,
      cause: `its "exp" is ${typeof exp === 'number' ? `${Math.ceil(seconds - exp)} s in the past by the server's clock` : 'missing'}`,
      fix: `Sign it right before this step, with "exp" some minutes ahead, in seconds since 1970.`,
    },
    {
      broken: typeof iat !== 'number' || iat > seconds + 2 || iat < seconds - 3600,
      cause: `its "iat" is ${typeof iat === 'number' ? `${Math.abs(Math.round(seconds - iat))} s ${iat > seconds ? 'ahead of' : 'behind'} the server's clock` : 'missing'}; at most 1 s ahead and 1 h behind is accepted`,
      fix: `Set "iat" to the time of signing minus a minute, in seconds since 1970, and sign right before this step, on a machine whose clock is right.`,
    },
  ];
  const broken = rules.filter((rule) => rule.broken);
  return broken.length === 0 ? [{ fine: 'its header and claims' }] : broken;
}
