import type { World } from '../provision/world.ts';
import { startRewritingProxy, type RewritingProxy, type Substitute, type Substitution } from './rewriting-proxy.ts';

export const listAdministrators = '/zitadel.internal_permission.v2.InternalPermissionService/ListAdministrators';

/** The response of ZITADEL to a path that does not exist. */
export const notFound: Substitute = { status: 404, body: '{"code":5,"message":"Not Found","details":[]}' };

/** Runs a check of the instance behind a front that sends some responses itself. */
export async function behind(
  { instance }: World,
  substitute: Substitution,
  run: (proxy: RewritingProxy) => Promise<unknown>,
): Promise<void> {
  const proxy = await startRewritingProxy(instance.origin, () => ({ host: new URL(instance.origin).host }), substitute);
  try {
    await run(proxy);
  } finally {
    await proxy.close();
  }
}
