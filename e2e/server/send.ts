import type { Instance } from '../instance.ts';

/** A request of a check to the instance, without the action. */
export interface Request {
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A bearer token. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Received {
  readonly status: number;
  readonly text: string;
}

/** Sends a request: a POST with a body, otherwise a GET. */
export async function send({ origin }: Instance, path: string, request: Request = {}): Promise<Received> {
  const { form, json, token, headers = {} } = request;
  const body = form === undefined ? json && JSON.stringify(json) : new URLSearchParams({ ...form }).toString();
  const response = await fetch(origin + path, {
    method: body === undefined ? 'GET' : 'POST',
    redirect: 'manual',
    signal: AbortSignal.timeout(30_000),
    headers: {
      ...(body !== undefined && { 'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body !== undefined && { body: body as string }),
  });
  return { status: response.status, text: await response.text() };
}

/** How many keys or personal access tokens a search finds. A list can be some seconds old. */
export async function countListed(
  instance: Instance,
  { search, id, token }: { search: 'keys' | 'pats'; id: string; token: string },
): Promise<number> {
  const json = { filters: [{ [search === 'keys' ? 'keyIdFilter' : 'tokenIdFilter']: { id } }] };
  const { status, text } = await send(instance, `/v2/users/${search}/search`, { json, token });
  if (status !== 200) throw new Error(`The search of ${search} returned status ${status}: ${text}`);
  return (JSON.parse(text) as { result?: unknown[] }).result?.length ?? 0;
}

/** The statuses of two endpoints with a token: userinfo, and an API that requires a role. */
export async function statusesOf(
  instance: Instance,
  token: string,
): Promise<{ userinfo: number; organization: number }> {
  const [userinfo, organization] = await Promise.all([
    send(instance, '/oidc/v1/userinfo', { token }),
    send(instance, '/management/v1/orgs/me', { token }),
  ]);
  return { userinfo: userinfo.status, organization: organization.status };
}
