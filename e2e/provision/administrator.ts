import type { Instance } from '../instance.ts';

/** Calls an API of ZITADEL as the administrator: `POST /management/v1/orgs`. The fields of the response are not checked. */
export type Administrator = <Body = unknown>(
  call: string,
  options?: { body?: unknown; orgId?: string },
) => Promise<Body>;

/**
 * A client of the APIs that provision an instance.
 * @param signal prevents new calls. A running call is completed, so that the suite knows what the call created.
 */
export function administrator({ origin, adminToken }: Instance, signal?: AbortSignal): Administrator {
  return async <Body>(call: string, { body = {}, orgId }: { body?: unknown; orgId?: string } = {}) => {
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
    if (!response.ok) throw new Error(`${call} returned ${response.status}: ${text.slice(0, 300)}`);
    return JSON.parse(text) as Body;
  };
}
