import type { Session } from '../types/step.ts';
import type { HttpResponse } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { afterOutage } from './outage.ts';
import { readRejection, type Rejection } from './rejection.ts';

/** The difference between a request and the first one. */
export interface Change {
  /** The path of the token endpoint, if it is another one. */
  readonly path?: string;
  /** Milliseconds by which the server's clock is ahead of this runner's. */
  readonly offset?: number;
  /** The issuer with its default port. */
  readonly audience?: string;
  /** True after the wait for something that was created moments ago. */
  readonly waited?: true;
}

export type Send = (change: Change) => Promise<HttpResponse>;

/** What is special about the rejections of one kind of request. */
interface Door {
  /** What was requested: `the token request`. */
  readonly what: string;
  readonly send: Send;
  /** The change, made to the last one, with which another request may succeed, after any wait; undefined if none can. */
  readonly nextChange: (rejection: Rejection, change: Change, isLast: boolean) => Promise<Change | undefined>;
  readonly explain: (rejection: Rejection) => ActionError | Promise<ActionError>;
}

const mostRequests = 3;
const pauseMs = 1_000;

/**
 * Sends a rejected request again, up to two times, while a change of it can help. Otherwise explains the rejection; but
 * before it blames the credential or the token, looks once whether the instance can decide.
 * @param response of the first request: any status but 200
 * @returns a response of status 200
 * @throws ActionError with the cause and the fix
 */
export async function recover(response: HttpResponse, door: Door, session: Session): Promise<HttpResponse> {
  const { what, send, nextChange, explain } = door;
  let latest = response;
  let change: Change = {};
  for (let made = 1; latest.status !== 200; made += 1) {
    const rejection = readRejection(latest, session.log);
    const next = made < mostRequests ? await nextChange(rejection, change, made === mostRequests - 1) : undefined;
    if (next === undefined) {
      const failure = await explain(rejection);
      const last = change;
      const blames = failure.failure === 'credential' || /^(invalid-token|rejected-credential)$/.test(failure.topic);
      const decided = blames ? await afterOutage(what, () => send(last), session) : undefined;
      if (decided === undefined) throw failure;
      return decided;
    }
    change = next;
    latest = await send(change);
  }
  return latest;
}

/**
 * Waits once for something that the server may not know yet.
 * @returns undefined after an earlier wait, and if too little time is left
 */
export async function waitOnce(change: Change, reason: string, { connection }: Session): Promise<Change | undefined> {
  return change.waited !== true && (await connection.pause(pauseMs, reason)) ? { ...change, waited: true } : undefined;
}
