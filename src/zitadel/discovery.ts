import type { Connection, Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { sameButScheme } from '../util/hosts.ts';
import { parseObject, text } from '../util/json.ts';
import { quote } from '../util/text.ts';
import type { Rejection } from './refusal-error.ts';

/** What an instance says of itself (OpenID Connect Discovery 1.0 §4), as far as it is needed when something failed. */
interface Discovery {
  readonly issuer: string | undefined;
  readonly tokenEndpoint: string | undefined;
}

const limitMs = 5_000;

/**
 * Asks for the discovery document: one attempt, on the origin that is called anyway, without a credential.
 * @returns undefined when there is none; a failure here must not hide the one that led to it
 */
export async function discover(connection: Connection): Promise<Discovery | undefined> {
  try {
    const answer = await connection.send(
      () => ({ method: 'GET', path: '/.well-known/openid-configuration', headers: {} }),
      { what: 'the discovery request', onceWithinMs: limitMs },
    );
    const document = answer.status === 200 ? parseObject(answer.body) : undefined;
    if (document === undefined) return undefined;
    return { issuer: text(document['issuer']), tokenEndpoint: text(document['token_endpoint']) };
  } catch {
    return undefined;
  }
}

/**
 * Where the token endpoint is, when it is not at its usual path: self-hosters can change it.
 * @returns a path on the origin that is called
 * @throws ActionError `config` when there is no instance, or when its token endpoint is on another origin: nothing is
 *   sent there, since it would carry the credential to a place that nobody named
 */
export async function findTokenPath({ error, words }: Rejection, session: Session): Promise<string> {
  const { connection, issuer, origin, log } = session;
  const found = `There is no token endpoint at ${origin}/oauth/v2/token: ${words}.`;
  const named = (await discover(connection))?.tokenEndpoint;
  const url = named === undefined ? null : URL.parse(named);
  // An address of another scheme is not an endpoint, even when its origin is the issuer's: `blob:https://…`.
  if (url === null || !/^https?:$/.test(url.protocol)) {
    // A page is what stands in front of an instance, or of none; ZITADEL's own 404 is JSON or plain text.
    const failure = error.message === undefined ? 'server' : 'config';
    throw new ActionError(
      failure,
      'no-token-endpoint',
      `${found}\nNo discovery document names one either, so nothing shows that this is a ZITADEL instance.`,
      issuer === origin
        ? `Set 'domain' to the instance's host name, the one in the address of its console.`
        : `Check that 'endpoint' (${origin}) is where the instance is reached.`,
    );
  }
  if (url.origin !== issuer) {
    throw new ActionError(
      'config',
      'no-token-endpoint',
      `${found}\nThe discovery document names ${quote(URL.parse(log.clean(named ?? ''))?.origin ?? 'a secret')}, another origin; nothing was sent there.`,
      sameButScheme(url.origin, issuer)
        ? `Let the proxy in front of the instance send x-forwarded-proto, or set the instance's ExternalSecure to what is true.`
        : `Set 'domain' to it, if that is the instance; else look at what stands in front of ${origin}.`,
    );
  }
  if (url.pathname === '/oauth/v2/token') {
    throw new ActionError(
      'config',
      'no-token-endpoint',
      `${found}\nThe discovery document names this very address, so something in front of the instance withholds it.`,
      `Let the proxy or gateway in front of ${origin} pass POST /oauth/v2/token.`,
    );
  }
  return url.pathname + url.search;
}
