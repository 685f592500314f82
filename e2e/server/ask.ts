import type { Instance } from '../instance.ts';

/** What a test asks the instance beside the action: the independent witness. */
export interface Question {
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A bearer token. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Heard {
  readonly status: number;
  readonly text: string;
}

/** One request: a POST when there is something to send, else a GET. */
export async function ask({ origin }: Instance, path: string, question: Question = {}): Promise<Heard> {
  const { form, json, token, headers = {} } = question;
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

/** The two places at which a token is judged: the provider's own endpoint, and an API that wants a role. */
export async function judgements(
  instance: Instance,
  token: string,
): Promise<{ userinfo: number; organization: number }> {
  const [userinfo, organization] = await Promise.all([
    ask(instance, '/oidc/v1/userinfo', { token }),
    ask(instance, '/management/v1/orgs/me', { token }),
  ]);
  return { userinfo: userinfo.status, organization: organization.status };
}
