import { addServiceAccount } from '../../../emulators/zitadel/start-data.ts';
import { type World, account, assertion, created, privateKeyOf } from '../world.ts';
import type { Situations } from './situation.ts';

interface ApplicationKey {
  keyId: string;
  key: string;
  clientId: string;
}

async function applicationKey(world: World): Promise<ApplicationKey> {
  const project = await created(world, '/management/v1/projects', { name: 'P' });
  const apps = `/management/v1/projects/${project['id']}/apps`;
  const method = { authMethodType: 'API_AUTH_METHOD_TYPE_PRIVATE_KEY_JWT' };
  const application = await created(world, `${apps}/api`, { name: 'A', ...method });
  const key = await created(world, `${apps}/${application['appId']}/keys`, { type: 'KEY_TYPE_JSON' });
  return JSON.parse(Buffer.from(key['keyDetails'] ?? '', 'base64').toString());
}

function firstLineOfKey<K extends { key: string }>(file: K): K {
  return { ...file, key: file.key.split('\n')[0] };
}

/** Key files. A token request with the key of an application fails. */
export const applications: Situations = {
  'shape of an application key file': async (world) => ({ found: firstLineOfKey(await applicationKey(world)) }),
  'shape of a service account key file': (world) => {
    const { keyJson } = addServiceAccount(world.emulator.state, { userName: 'bot', key: true });
    return { found: firstLineOfKey(JSON.parse(keyJson)) };
  },
  'jwt-bearer, application key': async (world) => {
    const file = await applicationKey(world);
    const { user } = account(world);
    const claims = { iss: file.clientId, sub: file.clientId };
    const change = { claims, key: privateKeyOf(JSON.stringify(file)) };
    return { assertion: await assertion(world, { user, keyId: file.keyId, secret: '' }, change) };
  },
};
