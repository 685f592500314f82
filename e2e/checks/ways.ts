import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Check } from '../check.ts';
import { isLoopback, type Instance } from '../instance.ts';
import type { World } from '../provision/world.ts';
import { fails, stepOf, succeeds } from '../step.ts';
import { secretOf } from './credentials.ts';

const onlyLoopback = ({ instance }: World): string | undefined =>
  isLoopback(instance) ? undefined : 'only an instance at localhost has an address that is known';

/** Ways to the instance other than its public name. */
export const wayChecks: readonly Check[] = [
  {
    name: 'way: another address, with the public name told to the instance',
    impossible: onlyLoopback,
    run: (world) =>
      succeeds(stepOf(world, { ...secretOf(world.accounts.reader), verify: 'org', endpoint: address(world.instance) })),
  },
  {
    name: 'way: another address, by a key, whose assertion names the public issuer',
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
    name: 'way: an address that is no name of the instance',
    impossible: onlyLoopback,
    run: (world) =>
      fails(stepOf(world, { ...secretOf(world.accounts.reader), domain: address(world.instance) }), {
        failure: 'config',
        says: ['unable to set instance', "and 'endpoint' to"],
      }),
  },
  {
    name: 'way: a gateway that leads to a path where nothing is',
    run: async (world) => {
      const gateway = await startGateway(world.instance, '/nothing-is-here');
      try {
        await fails(stepOf(world, { ...secretOf(world.accounts.reader), endpoint: gateway.origin }), {
          failure: 'config',
          says: ['There is no token endpoint at', 'status 404'],
        });
      } finally {
        gateway.close();
      }
    },
  },
];

/** The instance by its address, which is none of its names. */
function address({ origin }: Instance): string {
  return origin.replace('localhost', '127.0.0.1');
}

/** A loopback gateway that hands each request on, under a path of its own. */
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
