import { ActionError, configError } from '../util/errors.ts';
import { decodeJwt, text } from '../util/json.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { isId } from '../util/ids.ts';
import { quote } from '../util/text.ts';
import type { Grant } from './credential.ts';
import { assertionParameters } from './jwt-bearer.ts';

/**
 * RFC 7523 §2.1 with a JWT that was signed elsewhere, in a key management service or a hardware module. It is sent
 * unchanged; what the server would reject without a reason fails here.
 * @param issuer the only audience that ZITADEL accepts, in either spelling of its default port
 * @param now milliseconds since 1970
 */
export function signedElsewhere(assertion: string, issuer: string, now: number): Grant {
  const decoded = decodeJwt(assertion);
  if (decoded === undefined) {
    const fix = `Set it to the whole JWT ("header.claims.signature"), without "Bearer" or quotes.`;
    throw configError('invalid-assertion', `The input 'assertion' is not a signed JWT.`, fix);
  }
  const { header, claims } = decoded;
  const audiences = [claims['aud']].flat();
  if (!audiences.includes(issuer) && !audiences.includes(withDefaultPort(issuer))) {
    const named = audiences.filter((audience) => typeof audience === 'string').map(quote);
    const message = `The "aud" of the JWT in 'assertion' is ${named.slice(0, 3).join(', ') || 'missing'}, not ${quote(issuer)}.`;
    const fix = `Sign it with an "aud" of exactly ${quote(issuer)}, or correct 'domain'.`;
    throw configError('invalid-assertion', message, fix);
  }
  const expires = claims['exp'];
  if (typeof expires === 'number' && expires * 1000 <= now) {
    const message = `The JWT in 'assertion' expired ${Math.ceil(now / 1000 - expires)} s ago by this runner's clock.`;
    const fix = `Sign it in this job, right before this step, with an "exp" a few minutes ahead.`;
    throw new ActionError('credential', 'expired-assertion', message, fix);
  }
  const { kid, alg } = header;
  const algorithm = (['RS256', 'ES256', 'PS256'] as const).find((known) => known === alg);
  const key = typeof kid === 'string' && algorithm !== undefined ? { id: kid, algorithm } : undefined;
  const subject = text(claims['sub']) ?? '';
  const userId = isId(subject) ? subject : undefined;
  return {
    label: `assertion${key ? ` by key ${quote(key.id)}` : ''}${userId ? ` of user ${quote(userId)}` : ''}`,
    type: 'jwt-bearer',
    userId,
    key,
    assertion: decoded,
    parameters: () => assertionParameters(assertion),
  };
}
