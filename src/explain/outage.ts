import type { Grant } from '../credentials/credential.ts';
import { assertionParameters } from '../credentials/jwt-bearer.ts';
import { sentence } from '../http/failures.ts';
import { outageFault } from '../http/network-error.ts';
import { postForm, tryOnce } from '../http/requests.ts';
import { parseError } from '../http/response.ts';
import type { Session } from '../types/step.ts';
import type { Connection, HttpRequest, HttpResponse, Verdict } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { parseObject } from '../util/json.ts';
import { findRefusal, isRejectedAssertion } from './rejection.ts';

/** Reasons of "unable to set instance" with which there is no such instance. With any other, its database is away. */
const noSuchInstance = /QUERY-(1kIjX|n0wng|IuGh1)|Instance not found/;

/** Whether a response that is not successful is a decision of ZITADEL, or shows that the instance cannot decide. */
export function judge(response: HttpResponse): Verdict {
  const error = parseError(response);
  const [, reason] = error.message?.split('unable to set instance', 2) ?? [];
  // "Parent" contains the words of the database.
  if (reason !== undefined && !noSuchInstance.test(reason.split('Parent=(', 1).join())) return 'outage';
  return findRefusal(error) === undefined ? undefined : 'decision';
}

/** Whether a response is an error of ZITADEL's APIs: then nothing was created. */
export function isApiError(response: HttpResponse): boolean {
  const { status, id, message } = parseError(response);
  const hasCode = message !== undefined && typeof parseObject(response.body)?.['code'] === 'number';
  return status >= 400 && (hasCode || id !== undefined);
}

/** How a response to a token request is judged. From 4.14 on, ZITADEL rejects no assertion with status 500. */
export function judgeTokenRequest(grant: Grant, path: string, session: Session) {
  return async (response: HttpResponse): Promise<Verdict> => {
    if (!isRejectedAssertion(parseError(response), grant)) return judge(response);
    return response.status === 400 || (await isBefore414(grant, path, session)) ? 'decision' : undefined;
  };
}

/** Sends an assertion that no version accepts: the status of the rejection depends on the version, and on nothing else. */
async function isBefore414(grant: Grant, path: string, { connection, scopes }: Session): Promise<boolean> {
  const form = { ...assertionParameters('a.b.c').form, scope: scopes.join(' ') };
  const rejected = await lookOnce(postForm(path, form, {}), connection);
  return rejected?.status === 500 && isRejectedAssertion(parseError(rejected), grant);
}

const longestPauseMs = 15_000;

/**
 * Sends a rejected request again until it is successful, if the instance is not ready.
 * @param what was requested: `the token request`
 * @returns a response of status 200; undefined if the instance is ready, so that the rejection is a decision
 * @throws ActionError at the time limit
 */
export async function afterOutage(
  what: string,
  sendAgain: () => Promise<HttpResponse>,
  { connection, origin }: Pick<Session, 'connection' | 'origin'>,
): Promise<HttpResponse | undefined> {
  const ready = await lookOnce({ method: 'GET', path: '/debug/ready', headers: {} }, connection);
  if (ready?.status !== 412) return undefined;
  const fault = outageFault('status 412 at /debug/ready', origin);
  const reason = `${sentence(what)} was rejected, but ${fault.what}.`;
  // A wait that does not fit in the time left is halved.
  for (let ms = 1_000; ms >= 500;) {
    const waited = await connection.pause(ms, reason);
    const response = waited ? await sendAgain() : undefined;
    if (response?.status === 200) return response;
    ms = waited ? Math.min(ms * 2, longestPauseMs) : ms / 2;
  }
  throw new ActionError(fault.failure, fault.topic, reason, fault.fix);
}

const looks = new WeakMap<Connection, Map<string, Promise<HttpResponse | undefined>>>();

/** @returns the response to the first request with this path in this step; undefined if there was none in five seconds */
export function lookOnce(request: HttpRequest, connection: Connection): Promise<HttpResponse | undefined> {
  const known = looks.get(connection) ?? new Map<string, Promise<HttpResponse | undefined>>();
  looks.set(connection, known);
  const look = known.get(request.path) ?? tryOnce(request, connection);
  known.set(request.path, look);
  return look;
}
