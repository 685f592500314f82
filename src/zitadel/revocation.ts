import type { Revoker } from '../credentials/credential.ts';
import { afterOutage, judge } from '../explain/outage.ts';
import { readRejection, rejectedMessage, type Rejection } from '../explain/rejection.ts';
import { bearer, postForm } from '../http/requests.ts';
import type { Session } from '../types/step.ts';
import type { HttpRequest, HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject, text } from '../util/json.ts';

type Requester = Pick<Session, 'connection' | 'log' | 'origin'>;

/** What a clean-up needs, in the main step and in the post step. */
export interface CleanUp extends Requester {
  /** Milliseconds for everything together. The connection ends then. */
  readonly limitMs: number;
}

/** Why a token is not revoked or deleted. */
export interface NotDone {
  /** One sentence. */
  readonly reason: string;
  readonly rejection?: Rejection;
  readonly fix?: string | undefined;
  /** What may be left, each as a part of a sentence. */
  readonly left?: readonly string[];
}

/** The warning about it. */
export function describeLeft({ reason, left = ['the access token, until it expires'] }: NotDone): string {
  const more = left.length > 5 ? ` and ${left.length - 5} more` : '';
  return `What may be left: ${left.slice(0, 5).join('; ')}${more}. ${reason} Fix: Delete it in ZITADEL (service account → Personal Access Tokens).`;
}

/**
 * Revokes a token (RFC 7009) in the way that ZITADEL accepts.
 * @returns undefined if ZITADEL has confirmed it: status 200 and an empty body
 */
export async function revokeToken(
  token: string,
  { form, headers }: Revoker,
  cleanUp: Requester,
): Promise<NotDone | undefined> {
  const request = postForm('/oauth/v2/revoke', { ...form, token, token_type_hint: 'access_token' }, headers);
  return await confirm('the revocation', { request, isConfirmed: (body) => body.trim() === '' }, cleanUp);
}

/**
 * Deletes a personal access token of the account (ZITADEL v4, UserService RemovePersonalAccessToken).
 * @param token the token itself, or another one of the account
 * @returns undefined if the entry no longer exists
 */
export async function deleteToken(
  { userId, id }: { readonly userId: string; readonly id: string },
  token: string,
  cleanUp: Requester,
): Promise<NotDone | undefined> {
  const request: HttpRequest = {
    method: 'DELETE',
    path: `/v2/users/${encodeURIComponent(userId)}/pats/${encodeURIComponent(id)}`,
    headers: bearer(token),
  };
  const failed = await confirm('the deletion', { request, isConfirmed: isDeletion }, cleanUp);
  return failed?.rejection?.error.id === 'COMMAND-4m77G' ? undefined : failed;
}

const isDeletion = (body: string): boolean => text(parseObject(body)?.['deletionDate']) !== undefined;

/** Sends a request of a clean-up. Only status 200 with the body that ZITADEL sends confirms it. */
async function confirm(
  what: string,
  { request, isConfirmed }: { readonly request: HttpRequest; readonly isConfirmed: (body: string) => boolean },
  { connection, log, origin }: Requester,
): Promise<NotDone | undefined> {
  try {
    const send = (): Promise<HttpResponse> => connection.send(() => request, { what, judge });
    let response = await send();
    // A 404 means that the token no longer exists.
    if (response.status !== 200 && response.status !== 404) {
      response = (await afterOutage(what, send, { connection, origin })) ?? response;
    }
    if (response.status === 200 && isConfirmed(response.body)) return undefined;
    const rejection = readRejection(response, log);
    return { reason: rejectedMessage(what, rejection), rejection };
  } catch (error) {
    return notDone(error, origin);
  }
}

/** The same for an error. No message of a clean-up may name 'timeout-seconds', which has no effect on it. */
export function notDone(error: unknown, origin: string): NotDone {
  if (!(error instanceof ActionError)) return { reason: 'An internal error occurred.' };
  const [line = ''] = error.message.split('\n');
  const reason = line.replace(/(?<![^.])[^.]*'timeout-seconds'[^.]*\./, '');
  return {
    reason: reason === '' ? `${origin} did not respond in time.` : reason,
    fix: error.fix.includes(`'timeout-seconds'`) ? undefined : error.fix,
  };
}
