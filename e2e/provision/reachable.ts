import { eventually } from '../eventually.ts';
import type { Instance } from '../instance.ts';
import { ask } from '../server/ask.ts';

/**
 * Waits until the instance answers its administrator: one that has just started calls itself ready a moment before its
 * APIs are.
 * @throws Error at once when it refuses the token
 */
export async function reachable(instance: Instance, signal: AbortSignal): Promise<void> {
  let status = 0;
  let text = '';
  const answers = async (): Promise<boolean> => {
    ({ status, text } = await ask(instance, '/management/v1/orgs/me', { token: instance.adminToken }));
    return status < 500;
  };
  await eventually(`${instance.origin} answers its administrator`, answers, { withinMs: 60_000, signal });
  if (status !== 200)
    throw new Error(`${instance.origin} answers its administrator with ${status}: ${text.slice(0, 300)}`);
}
