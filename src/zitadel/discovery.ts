import type { Connection } from '../types.ts';
import { parseObject, text } from '../util/json.ts';

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
