import { decodeJwt, decodeProtectedHeader } from 'jose';
import { recordedEntry, type RecordedEntry } from '../../emulators/zitadel/recorded.ts';
import type { RecordedRequest } from '../../emulators/zitadel/requests.ts';
import type { Version } from '../../emulators/zitadel/state.ts';

/** The secrets of a run. The recordings contain descriptions instead of secrets. */
interface Described {
  readonly secret: string;
  readonly token: string;
  readonly personalAccessToken: string;
}

type Request = NonNullable<RecordedEntry['request']>;

/** A request in the format of the recordings: the parts that determine the response, with descriptions of secrets. */
export function inRecordedForm({ method, path, headers, body }: RecordedRequest, described: Described): Request {
  const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
  const form = Object.entries(Object.fromEntries(new URLSearchParams(body))).map(([name, value]) => [
    name,
    name === 'assertion' ? describeAssertion(value) : describe(value, described),
  ]);
  const named = ['content-type', 'authorization', 'x-zitadel-orgid', 'x-zitadel-instance-host', 'x-forwarded-proto'];
  return {
    method,
    path,
    headers: Object.fromEntries(
      named.flatMap((name) => {
        const value = headers[name];
        return typeof value === 'string' ? [[name, describe(value, described)]] : [];
      }),
    ),
    ...(isForm && { form: Object.fromEntries(form) as Record<string, string> }),
    ...(!isForm && body !== '' && { body }),
  };
}

/** A recorded exchange, with other scopes or another login name if these were not recorded together. */
export type Exchange = string | { readonly name: string; readonly scope: string; readonly loginName?: string };

/** The recorded request of an exchange. */
export function recordedRequest(version: Version, exchange: Exchange): Request {
  const { name, scope, loginName } =
    typeof exchange === 'string' ? { name: exchange, scope: undefined, loginName: undefined } : exchange;
  const { request } = recordedEntry(version, name);
  if (request === undefined) throw new Error(`"${name}" records no request.`);
  const { method, path, headers = {}, form, body } = request;
  const header = (value: string): string =>
    loginName !== undefined && value.startsWith('Basic ')
      ? `Basic <base64(${loginName}:client secret)>`
      : value.replace(/<personal access token[^>]*>/, '<personal access token>');
  return {
    method,
    path,
    headers: Object.fromEntries(
      Object.entries(headers)
        // The host of the real server differs.
        .filter(([one]) => one !== 'host')
        .map(([one, value]) => [one, header(value)]),
    ),
    ...(form && { form: { ...form, ...(scope !== undefined && { scope }) } }),
    ...(body !== undefined && { body }),
  };
}

function describe(value: string, { secret, token, personalAccessToken }: Described): string {
  const basic = /^Basic (.+)$/.exec(value)?.[1];
  if (basic !== undefined) {
    const [id = '', given = ''] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
    return given === secret ? `Basic <base64(${id}:client secret)>` : `Basic ${basic}`;
  }
  if (value.endsWith(personalAccessToken) && personalAccessToken !== '')
    return value.replace(personalAccessToken, '<personal access token>');
  return token === '' ? value : value.replace(token, '<access token>');
}

/** Replaces an assertion that contains everything that the recorded assertions contain. */
function describeAssertion(value: string): string {
  const { alg, kid } = decodeProtectedHeader(value);
  const { iss, sub } = decodeJwt(value);
  return alg !== undefined && kid !== undefined && iss !== undefined && iss === sub ? '<assertion>' : value;
}
