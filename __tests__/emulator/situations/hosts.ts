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
      'discovery, Host with the default port and x-forwarded-proto',
      'discovery, Host with port 80',
      'discovery, external secure, x-forwarded-proto: http',
      'discovery, x-forwarded-host that is no instance',
      'discovery, x-zitadel-public-host that is not trusted',
      'discovery, unknown host with a port and both public headers',
      'orgs/me, unknown host with a port and x-forwarded-proto',
      'orgs/me, x-forwarded-host that is no instance',
      'orgs/me, x-zitadel-public-host that is not trusted',
      'own personal access tokens, v2 search, unknown host',
    ],
    anything,
  ),
};
