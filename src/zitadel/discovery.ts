import type { Connection, Session } from '../types.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject, text } from '../util/json.ts';
import { quote } from '../util/text.ts';
import { issuerFix } from './issuer.ts';
import type { Rejection } from './refusal-error.ts';

/** What an instance says of itself (OpenID Connect Discovery 1.0 §4), as far as it is needed when something failed. */
interface Discovery {
  readonly issuer: string | undefined;
  readonly tokenEndpoint: string | undefined;
}

const limitMs = 5_000;

/** The discovery document, requested when it is first needed; undefined when there is none. */
export type Discover = () => Promise<Discovery | undefined>;

export function createDiscover(connection: Connection): Discover {
  let pending: Promise<Discovery | undefined> | undefined;
  return () => (pending ??= requestDiscovery(connection));
}

/** One attempt, on the origin that is called anyway, without a credential. A failure must not hide the one before it. */
async function requestDiscovery(connection: Connection): Promise<Discovery | undefined> {
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
export async function findTokenPath(
  { error, words }: Rejection,
  discover: Discover,
  session: Session,
): Promise<string> {
  const { issuer, origin, log } = session;
  const found = `There is no token endpoint at ${origin}/oauth/v2/token: ${words}.`;
  const named = (await discover())?.tokenEndpoint;
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
    const other = URL.parse(log.clean(named ?? ''))?.origin ?? 'a secret';
    throw new ActionError(
      'config',
      'no-token-endpoint',
      `${found}\nThe discovery document names ${quote(other)}, another origin; nothing was sent there.`,
      issuerFix(other, session),
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
