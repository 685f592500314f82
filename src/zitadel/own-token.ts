import { isApiError, judge } from '../explain/outage.ts';
import { recoverOwnToken } from '../explain/check.ts';
import { believed } from '../explain/clock.ts';
import type { Change } from '../explain/recover.ts';
import { tokenRequest, unexpected } from '../explain/rejection.ts';
import { sentence } from '../http/failures.ts';
import { bearer, postJson } from '../http/requests.ts';
import type { Session } from '../types/step.ts';
import type { AccessToken, Creation, Made } from '../types/token.ts';
import type { HttpRequest, HttpResponse, Verdict } from '../types/transport.ts';
import { ActionError } from '../util/errors.ts';
import { withDefaultPort } from '../util/hosts.ts';
import { isId } from '../util/ids.ts';
import { decodeJwt, parseObject, text } from '../util/json.ts';
import { tokenPattern } from '../util/secrets.ts';
import { quote } from '../util/text.ts';
import { inWords, parseDate, toTheSecond } from '../util/time.ts';
import { deleteToken } from './revocation.ts';

const what = 'the request for a personal access token';
/** The difference between the requested and the actual lifetime that the duration of a request can cause. */
const toleranceMs = 60_000;

/**
 * Creates a personal access token for the account itself (ZITADEL v4, UserService AddPersonalAccessToken). The account
 * needs no role, only a token with the audience of ZITADEL's APIs.
 * @param made the token that ZITADEL issued to the account; every request is added to it
 * @param save writes the state for the post step. If that fails, nothing is created.
 * @throws ActionError
 */
export async function createOwnToken(
  made: Made,
  { lifetimeMs, save }: { readonly lifetimeMs: number; readonly save: (made: Made) => void },
  session: Session,
): Promise<AccessToken> {
  const { issued } = made;
  const { connection, log, now, origin } = session;
  let creation: Creation = { userId: ownUserId(issued, session), dates: [] };
  let [sentAt, date] = [0, ''];
  let offset = believed(issued.clockOffset ?? 0);
  const build = (): HttpRequest => {
    sentAt = now();
    date = uniqueDate(sentAt + offset + lifetimeMs);
    const next = { ...creation, dates: [...creation.dates, `${date}?`] };
    save({ ...made, creation: next });
    made.creation = creation = next;
    const path = `/v2/users/${encodeURIComponent(creation.userId)}/pats`;
    return postJson(path, { expirationDate: date }, bearer(issued.value));
  };
  const answered = (tokenId = creation.tokenId): void => {
    const dates = creation.dates.map((one) => (one === `${date}?` ? date : one));
    made.creation = creation = { ...creation, dates, tokenId };
  };
  const judgeCreation = (response: HttpResponse): Verdict => {
    if (isApiError(response)) answered();
    return judge(response);
  };
  const send = (change: Change): Promise<HttpResponse> => {
    offset = change.offset ?? offset;
    return connection.send(build, { what, judge: judgeCreation });
  };
  for (let isSecond = false; ; isSecond = true) {
    let response = await send({});
    if (response.status !== 200) response = await recoverOwnToken(response, send, { what, token: issued, session });
    const fields = parseObject(response.body);
    const [value = '', tokenId = ''] = ['token', 'tokenId'].map((name) => text(fields?.[name]));
    log.mask(value);
    const createdAt = parseDate(fields?.['creationDate']);
    if (!tokenPattern.test(value) || !isId(tokenId) || !Number.isFinite(createdAt)) {
      throw unexpected(what, `its "token", its "tokenId" or its "creationDate" is not valid`, origin);
    }
    answered(tokenId);
    const actualMs = Date.parse(date) - createdAt;
    if (Math.abs(actualMs - lifetimeMs) <= toleranceMs) {
      const [expiresIn, expiresAt] = [lifetimeMs / 1000, sentAt + lifetimeMs];
      return { ...issued, value, expiresIn, expiresAt, userId: creation.userId };
    }
    const entry = { userId: creation.userId, id: tokenId };
    const failed = isSecond ? { reason: '' } : await deleteToken(entry, issued.value, session);
    if (failed !== undefined) {
      const message = `${sentence(what)} returned a token that is valid for ${inWords(actualMs)} instead of ${inWords(lifetimeMs)}. ${failed.reason}`;
      const fix = `Synchronize the clocks of this runner and the server (NTP), and check what sets the Date header in front of the instance.`;
      throw new ActionError('server', 'token-lifetime', message.trim(), fix);
    }
    log.info(`The clock of the server differs from its Date header, so the token is created again by its clock.`);
    offset = createdAt - now();
  }
}

/** The account's own user ID: from the credential, otherwise from the ID token of the same response. */
function ownUserId({ idToken = '' }: AccessToken, { credential, issuer, origin, log }: Session): string {
  if (credential.userId !== undefined) return credential.userId;
  log.mask(idToken);
  const { iss, sub } = decodeJwt(idToken)?.claims ?? {};
  const isOurs = iss === issuer || iss === withDefaultPort(issuer);
  if (isOurs && typeof sub === 'string' && isId(sub) && !sub.includes('..')) return sub;
  const other =
    isOurs || typeof iss !== 'string' ? 'has no user ID' : `is from ${quote(log.clean(iss))}, not ${issuer}`;
  throw unexpected(tokenRequest, `its "id_token" ${other}`, origin);
}

/** ZITADEL stores microseconds without trailing zeros. Random ones distinguish the entry from all others of the account. */
function uniqueDate(time: number): string {
  const digits = `${Math.random().toFixed(5).slice(2)}${1 + Math.floor(Math.random() * 9)}`;
  return toTheSecond(time).replace('Z', `.${digits}Z`);
}
