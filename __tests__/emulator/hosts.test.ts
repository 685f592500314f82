import { afterEach, describe, expect, test } from '@jest/globals';
import { networkInterfaces } from 'node:os';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulators/zitadel/emulator.ts';
import { type Received, send } from './send.ts';

let emulator: Emulator;
afterEach(async () => emulator.close());

async function start(options: EmulatorOptions = {}): Promise<void> {
  emulator = await startEmulator(options);
}

async function ask(path: string, headers: Record<string, string> = {}): Promise<Received> {
  return send({
    port: emulator.port,
    method: 'GET',
    path,
    headers: { host: `localhost:${emulator.port}`, ...headers },
  });
}

describe('hosts', () => {
  test('localhost with any port, and the hosts given; nothing else, not even the address', async () => {
    await start({ instanceHosts: ['id.example.com:8443'] });
    const statuses: Record<string, number> = {};
    for (const host of ['localhost', 'localhost:1', 'id.example.com', 'id.example.com:9', '127.0.0.1', 'LOCALHOST']) {
      statuses[host] = (await ask('/.well-known/openid-configuration', { host })).status;
    }
    expect(statuses).toEqual({
      localhost: 200,
      'localhost:1': 200,
      'id.example.com': 200,
      'id.example.com:9': 200,
      '127.0.0.1': 404,
      LOCALHOST: 404,
    });
  });

  test('the external domain is the name of the instance, and a refusal tells it', async () => {
    await start({ externalDomain: 'id.example.com', externalSecure: true });
    const { body } = await ask('/.well-known/openid-configuration', { host: 'id.example.com:443' });
    expect(body).toMatchObject({ issuer: 'https://id.example.com:443' });
    expect((await ask('/oauth/v2/token')).text).toContain(
      `using origin &{localhost:${emulator.port}  https} (ExternalDomain is id.example.com): ID=QUERY-1kIjX`,
    );
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal);
  const where = outside ? [outside.address] : ['127.0.0.2'];
  test.each(where)('0.0.0.0 listens on every address, such as %s', async (address) => {
    await start({ host: '0.0.0.0' });
    const answer = await fetch(`http://${address}:${emulator.port}/debug/ready`);
    expect(await answer.text()).toBe('"ok"');
  });
});
