import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Check } from '../check.ts';
import { isLoopback, type Instance } from '../instance.ts';
import type { World } from '../provision/world.ts';
import { fails, stepOf, succeeds } from '../step.ts';
import { secretOf } from './credentials.ts';

const onlyLoopback = ({ instance }: World): string | undefined =>
  isLoopback(instance) ? undefined : 'only an instance at localhost has a known IP address';

/** Addresses of the instance other than its public name. */
export const addressChecks: readonly Check[] = [
  {
    name: 'address: an IP address as the endpoint, by a client secret',
    impossible: onlyLoopback,
    run: (world) =>
      succeeds(stepOf(world, { ...secretOf(world.accounts.reader), verify: 'org', endpoint: address(world.instance) })),
  },
  {
    name: 'address: an IP address as the endpoint, by a key',
    impossible: onlyLoopback,
    run: (world) =>
      succeeds(
        stepOf(world, {
          'service-account-key': world.keys.endless.json,
          verify: 'org',
          endpoint: address(world.instance),
        }),
      ),
  },
  {
    name: 'address: an IP address as the domain',
    impossible: onlyLoopback,
    run: (world) =>
      fails(stepOf(world, { ...secretOf(world.accounts.reader), domain: address(world.instance) }), {
        failure: 'config',
        contains: ['unable to set instance', "and 'endpoint' to"],
      }),
  },
  {
    name: 'address: a gateway that leads to a wrong path',
    run: async (world) => {
      const gateway = await startGateway(world.instance, '/nothing-is-here');
      try {
        await fails(stepOf(world, { ...secretOf(world.accounts.reader), endpoint: gateway.origin }), {
          failure: 'config',
          contains: ['There is no token endpoint at', 'status 404'],
        });
      } finally {
        gateway.close();
      }
    },
  },
];

/** The instance by its IP address, which is not one of its names. */
function address({ origin }: Instance): string {
  return origin.replace('localhost', '127.0.0.1');
}

/** A loopback gateway that forwards each request with a path in front. */
async function startGateway({ origin }: Instance, path: string): Promise<{ origin: string; close: () => void }> {
  const server = createServer((request, response) => {
    fetch(`${origin}${path}${request.url}`, { redirect: 'manual' })
      .then(async (answer) =>
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      )
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}
