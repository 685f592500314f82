import { readFileSync } from 'node:fs';
import { type Answer, oauthAnswer, textAnswer } from './answers.ts';
import { type Call, formOf } from './call.ts';
import type { External } from './instance-host.ts';
import type { RecordedEntry } from './recorded.ts';
import type { State, Version } from './state.ts';

/** Situations in which real servers were recorded, by the names of the recordings. */
export const OUTAGES = [
  'database stopped, no instance cache',
  'database stopped, instance cache on',
  'database read-only',
  'instance blocked',
  'quota used up',
  'no active web key',
  'action, target out of reach',
  'action, target answers 500',
  'action, target times out',
  'action, target forwards an error',
  'action, target on the deny list',
  'action on requests to the API, target out of reach',
] as const;

export type Outage = (typeof OUTAGES)[number];

/** One response to several requests. A request that is in no row gets the usual response. */
interface Row {
  versions: Version[];
  /** The names of the requests. */
  requests: string[];
  status: number;
  /** Whether the response has the headers that forbid to store it. */
  noStore?: boolean;
  headers?: Record<string, string>;
  body: unknown;
}

interface Recording {
  /** The hosts under which the servers were called. */
  hosts: Record<Version, string>;
  requests: (Pick<RecordedEntry, 'name'> & NonNullable<RecordedEntry['request']>)[];
  situations: Record<Outage, Row[]>;
}

let read: Recording | undefined;

/** What was recorded in the outages of real servers. */
export function outageRecording(): Recording {
  return (read ??= JSON.parse(readFileSync(new URL('recorded/outages.json', import.meta.url), 'utf8')) as Recording);
}

/** An outage that can be switched while the server runs. */
export interface Outages {
  /**
   * Starts an outage, or ends the current one. With `requests`, it ends by itself after that number of changed responses.
   * With `after`, that number of requests gets the usual response first.
   */
  set: (outage?: Outage, options?: { requests?: number; after?: number }) => void;
  /** @param normal returns the usual response */
  answerTo: (call: Call, normal: () => Promise<Answer>) => Promise<Answer>;
}

export function newOutages(state: State, external: External): Outages {
  let current: { outage: Outage; left: number; before: number } | undefined;
  return {
    set(outage, { requests = Number.POSITIVE_INFINITY, after = 0 } = {}) {
      current = outage && { outage, left: requests, before: after };
    },
    async answerTo(call, normal) {
      const during = current;
      if (during && during.before > 0) {
        during.before -= 1;
        return normal();
      }
      const row = during && rowOf(during.outage, call, state.version);
      if (!row || during.left < 1) return normal();
      if (canDecide(during.outage) && (call.method === 'GET' || call.path === '/oauth/v2/token')) {
        const answer = await normal();
        if (answer.status !== 200 || (during.outage === 'no active web key' && !isSigned(answer))) return answer;
        state.accessTokens.delete(accessTokenIn(answer));
      }
      during.left -= 1;
      return answerOf(row, call, { external, recordedHost: outageRecording().hosts[state.version] });
    },
  };
}

/** Whether the instance still rejects what it would reject otherwise. */
function canDecide(outage: Outage): boolean {
  return /^action|web key|read-only/.test(outage);
}

/** The requests whose responses were recorded. A path that was not recorded is like another one of its API. */
const REQUESTS: readonly [RegExp, string][] = [
  [/^GET \/debug\/ready$/, 'readiness'],
  [/^\w+ \/debug\//, 'health'],
  [/^\w+ \/\.well-known\//, 'discovery'],
  [/^\w+ \/oauth\/v2\/revoke$/, 'revoke, own user name in the audience'],
  [/^\w+ \/(oidc|oauth)\//, 'userinfo'],
  [/^POST \/v2\/users\/[^/]+\/pats$/, 'add own personal access token, v2'],
  [/^DELETE \/v2\/users\/[^/]+\/pats\/[^/]+$/, 'delete own personal access token, v2'],
  [/^\w+ \/v2\//, 'own personal access tokens, v2 search'],
  [/^\w+ \/zitadel\./, 'ListAdministrators, own id'],
  [/^\w+ \/(management|admin|auth)\//, 'orgs/me'],
];

function rowOf(outage: Outage, call: Call, version: Version): Row | undefined {
  const { method, path, headers } = call;
  const known = REQUESTS.find(([pattern]) => pattern.test(`${method} ${path}`))?.[1];
  const ofToken = formOf(call).get('grant_type') === 'client_credentials' ? 'client_credentials, Basic' : 'jwt-bearer';
  const withJwt = known === 'orgs/me' && headers['authorization']?.split('.').length === 3;
  const name = path === '/oauth/v2/token' ? ofToken : `${known}${withJwt ? ', JWT access token' : ''}`;
  return outageRecording().situations[outage].find(
    ({ versions, requests }) => versions.includes(version) && requests.includes(name),
  );
}

function answerOf(
  { status, noStore, headers, body }: Row,
  { path, headers: { host = '' } }: Call,
  { external, recordedHost }: { external: External; recordedHost: string },
): Answer {
  const made = typeof body === 'string' ? textAnswer(status, body.trimEnd()) : oauthAnswer(body, status);
  const { 'content-type': type = '' } = made.headers;
  return {
    status,
    headers: { ...(noStore ? made.headers : { 'content-type': type }), ...headers },
    // Only the OAuth endpoints and texts end with a line break.
    body: (typeof body === 'string' || /^\/(oauth|oidc)\//.test(path) ? made.body : made.body.trimEnd())
      .replace(recordedHost, host)
      .replace('(ExternalDomain is localhost)', `(ExternalDomain is ${external.domain})`),
  };
}

/** Whether a token response contains something that a web key has signed. */
function isSigned({ body }: Answer): boolean {
  return body.includes('"id_token"') || accessTokenIn({ body }).split('.').length === 3;
}

function accessTokenIn({ body }: Pick<Answer, 'body'>): string {
  return /"access_token":"([^"]*)"/.exec(body)?.[1] ?? '';
}
