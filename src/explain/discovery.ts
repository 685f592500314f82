import type { Session } from '../types/step.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject, text } from '../util/json.ts';
import { quote } from '../util/text.ts';
import { correctDomain, issuerFix } from './issuer.ts';
import { lookOnce } from './outage.ts';
import type { Rejection } from './rejection.ts';
import { passUnchanged } from './refusal-fixes.ts';

/** The fields of the discovery document (OpenID Connect Discovery 1.0 §4), requested once in a step; none without one. */
export async function discover({ connection }: Session): Promise<Readonly<Record<string, unknown>>> {
  const request = { method: 'GET', path: '/.well-known/openid-configuration', headers: {} } as const;
  const response = await lookOnce(request, connection);
  return (response?.status === 200 && parseObject(response.body)) || {};
}

/**
 * Finds the token endpoint if it is not at its default path, which an operator can change.
 * @returns a path on the origin that is called
 * @throws ActionError if there is no instance, or if its token endpoint is on another origin. Nothing is sent there,
 *   because the credential would be sent to a host that no input names.
 */
export async function findTokenPath({ error, words }: Rejection, session: Session): Promise<string> {
  const { issuer, origin, log } = session;
  const missing = (meaning: string, fix: string, failure: 'config' | 'server' = 'config'): ActionError => {
    const message = `There is no token endpoint at ${origin}/oauth/v2/token: ${words}.\n${meaning}`;
    return new ActionError(failure, 'no-token-endpoint', message, fix);
  };
  const named = text((await discover(session))['token_endpoint']);
  const url = named === undefined ? null : URL.parse(named);
  // An address of another scheme is not an endpoint, even if its origin is the issuer's: `blob:https://…`.
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw missing(
      `No discovery document contains a token endpoint, so this is probably not a ZITADEL instance.`,
      issuer === origin ? correctDomain(issuer) : `Check that 'endpoint' (${origin}) leads to the instance.`,
      // ZITADEL's own 404 is JSON or plain text. Anything else comes from what is in front of the instance.
      error.message === undefined ? 'server' : 'config',
    );
  }
  if (url.origin !== issuer) {
    const other = URL.parse(log.clean(named ?? ''))?.origin ?? 'a secret';
    const meaning = `The discovery document names another origin, ${quote(other)}. Nothing was sent there.`;
    throw missing(meaning, issuerFix(other, session));
  }
  if (url.pathname === '/oauth/v2/token') {
    const meaning = `The discovery document names the same address, so something in front of the instance does not pass the request.`;
    throw missing(meaning, passUnchanged('POST /oauth/v2/token', origin));
  }
  return url.pathname + url.search;
}
