import type { Instance } from '../instance.ts';

/** A call of ZITADEL's APIs as the administrator: `POST /management/v1/orgs`. The answer's fields are taken on trust. */
export type Administrator = <Answer = unknown>(
  call: string,
  options?: { body?: unknown; orgId?: string },
) => Promise<Answer>;

/**
 * Calls the APIs that provision an instance.
 * @param signal no call is begun once it is aborted; one that is under way is waited for, so that what it made is known
 */
export function administrator({ origin, adminToken }: Instance, signal?: AbortSignal): Administrator {
  return async <Answer>(call: string, { body = {}, orgId }: { body?: unknown; orgId?: string } = {}) => {
    signal?.throwIfAborted();
    const [method = '', path = ''] = call.split(' ');
    const response = await fetch(origin + path, {
      method,
      redirect: 'error',
      signal: AbortSignal.timeout(30_000),
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/json',
        ...(orgId !== undefined && { 'x-zitadel-orgid': orgId }),
      },
      ...(method !== 'GET' && method !== 'DELETE' && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${call} was answered with ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as Answer;
  };
}
