import type { Revoker } from '../credentials/credential.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken } from '../types/token.ts';
import type { HttpRequest } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { isKnownRefusal, readRejection, type Rejection } from '../explain/rejection.ts';
import { bearer, postForm } from '../http/requests.ts';

/** A personal access token of the account, as ZITADEL lists it. */
export type TokenEntry = NonNullable<AccessToken['entry']>;

/** What a request that cleans up needs, in the main step and in the post step. */
export type CleanUp = Pick<Session, 'connection' | 'log' | 'origin'> & {
  /** Milliseconds for all attempts together, instead of the time left of the step. */
  readonly budgetMs?: number;
};

/** Why a token is not revoked or deleted. */
export interface NotDone {
  /** One sentence. */
  readonly reason: string;
  readonly rejection?: Rejection;
  readonly fix?: string | undefined;
}

/**
 * Revokes a token (RFC 7009) in the way that ZITADEL accepts.
 * @returns undefined if ZITADEL has confirmed it: status 200 and an empty body
 */
export async function revokeToken(
  token: string,
  { form, headers }: Revoker,
  cleanUp: CleanUp,
): Promise<NotDone | undefined> {
  const request = postForm('/oauth/v2/revoke', { ...form, token, token_type_hint: 'access_token' }, headers);
  return await confirm('revocation', { request, body: /^\s*$/ }, cleanUp);
}

/**
 * Deletes a personal access token of the account (ZITADEL v4, UserService RemovePersonalAccessToken).
 * @param token the token itself, or another one of the account
 * @returns undefined if the entry no longer exists
 */
export async function deleteToken(entry: TokenEntry, token: string, cleanUp: CleanUp): Promise<NotDone | undefined> {
  const request: HttpRequest = {
    method: 'DELETE',
    path: `/v2/users/${entry.userId}/pats/${entry.id}`,
    headers: bearer(token),
  };
  const failed = await confirm('deletion', { request, body: /^\s*\{/ }, cleanUp);
  return failed?.rejection?.error.id === 'COMMAND-4m77G' ? undefined : failed;
}

/** Sends a request of a clean-up. Only status 200 with the body that ZITADEL sends confirms it. */
async function confirm(
  name: string,
  { request, body }: { readonly request: HttpRequest; readonly body: RegExp },
  { connection, log, origin, budgetMs }: CleanUp,
): Promise<NotDone | undefined> {
  try {
    const options = { what: `the ${name}`, isFinal: isKnownRefusal, budgetMs };
    const response = await connection.send(() => request, options);
    if (response.status === 200 && body.test(response.body)) return undefined;
    const rejection = readRejection(response, log);
    return { reason: `The ${name} was rejected: ${rejection.words}.`, rejection };
  } catch (error) {
    return notDone(error, origin);
  }
}

/** The same for an error. No message of a clean-up may name 'timeout-seconds', which has no effect on it. */
export function notDone(error: unknown, origin: string): NotDone {
  if (!(error instanceof ActionError)) return { reason: 'An internal error occurred.' };
  const [line = ''] = error.message.split('\n');
  const reason = line.replace(/[^.]*'timeout-seconds'[^.]*\./, '');
  return {
    reason: reason === '' ? `${origin} did not respond in time.` : reason,
    fix: error.fix.includes(`'timeout-seconds'`) ? undefined : error.fix,
  };
}
