import { account } from '../world.ts';
import { type Situations, anything, each } from './situation.ts';

/** Hosts, discovery and readiness. */
export const hosts: Situations = {
  ...each(['token endpoint, unknown host', 'token endpoint, unknown host with x-zitadel-instance-host'], (world) => ({
    secret: account(world).secret,
  })),
  ...each(
    [
      'discovery, unknown host',
      'discovery, unknown host with x-zitadel-instance-host',
      'discovery',
      'discovery, host without the port',
      'discovery, foreign host, x-zitadel-instance-host with the port',
      'discovery, foreign host, instance-host and x-forwarded-proto',
      'readiness',
    ],
    anything,
  ),
};
