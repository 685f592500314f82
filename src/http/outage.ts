import type { NetworkFault } from './network-error.ts';

/**
 * An instance that responds, but cannot decide. What the server names as the reason contains the database's host and
 * user, so nothing of it is printed.
 * @param sign how the outage shows, such as the status of the response
 */
export function outageFault(sign: string, origin: string): NetworkFault & { readonly failure: 'server' } {
  return {
    what: `the instance's database does not respond (${sign})`,
    fix: `Contact the operator of ${origin}, and re-run the step when ${origin}/debug/ready returns status 200. All inputs of this step may be right.`,
    topic: 'outage',
    failure: 'server',
    retry: {},
  };
}
