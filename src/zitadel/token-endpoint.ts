import type { Asked } from '../asked.ts';
import type { Answer, Connection, Log } from '../types.ts';
import { discover } from './discovery.ts';
import { ActionError } from '../util/errors.ts';
import { sameButScheme } from '../inputs/origin.ts';
import { quote } from '../util/text.ts';
import { describeAnswer, parseSaid } from '../http/response.ts';

/**
 * Where the token endpoint is, when it is not at its usual path: self-hosters can change it.
 * @returns a path on the origin that is called
 * @throws ActionError `config` when there is no instance, or when its token endpoint is on another origin: nothing is
 *   sent there, since it would carry the credential to a place that nobody named
 */
export async function findTokenPath(
  answer: Answer,
  { connection, asked, log }: { connection: Connection; asked: Asked; log: Log },
): Promise<string> {
  const found = `There is no token endpoint at ${asked.origin}/oauth/v2/token: ${describeAnswer(answer, log)}.`;
  const named = (await discover(connection))?.tokenEndpoint;
  const url = named === undefined ? null : URL.parse(named);
  if (url === null) {
    // A page is what stands in front of an instance, or of none; ZITADEL's own 404 is JSON or plain text.
    const failure = parseSaid(answer).message === undefined ? 'server' : 'config';
    throw new ActionError(
      failure,
      `${found}\nNo discovery document names one either, so nothing shows that this is a ZITADEL instance.`,
      asked.issuer === asked.origin
        ? `Set 'domain' to the instance's host name, the one in the address of its console.`
        : `Check that 'endpoint' (${asked.origin}) is where the instance is reached.`,
    );
  }
  if (url.origin !== asked.issuer) {
    throw new ActionError(
      'config',
      `${found}\nThe discovery document names ${quote(URL.parse(log.clean(named ?? ''))?.origin ?? 'a secret')}, another origin; nothing was sent there.`,
      sameButScheme(url.origin, asked.issuer)
        ? `Let the proxy in front of the instance send x-forwarded-proto, or set the instance's ExternalSecure to what is true.`
        : `Set 'domain' to it, if that is the instance; else look at what stands in front of ${asked.origin}.`,
    );
  }
  if (url.pathname === '/oauth/v2/token') {
    throw new ActionError(
      'config',
      `${found}\nThe discovery document names this very address, so something in front of the instance withholds it.`,
      `Let the proxy or gateway in front of ${asked.origin} pass POST /oauth/v2/token.`,
    );
  }
  return url.pathname + url.search;
}
