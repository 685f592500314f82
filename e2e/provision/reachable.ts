import { eventually } from '../eventually.ts';
import type { Instance } from '../instance.ts';
import { send } from '../server/send.ts';

/**
 * Waits until the instance responds to its administrator: an instance reports that it is ready before its APIs respond.
 * @throws Error immediately if the instance rejects the token
 */
export async function reachable(instance: Instance, signal: AbortSignal): Promise<void> {
  let status = 0;
  let text = '';
  const responds = async (): Promise<boolean> => {
    ({ status, text } = await send(instance, '/management/v1/orgs/me', { token: instance.adminToken }));
    return status < 500;
  };
  await eventually(`${instance.origin} responds to its administrator`, responds, { withinMs: 60_000, signal });
  if (status !== 200)
    throw new Error(`${instance.origin} responds to ZITADEL_ADMIN_TOKEN with status ${status}: ${text.slice(0, 300)}`);
}
