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

  test.each([
    [{ 'x-zitadel-instance-host': 'id.example.com' }, 'http://id.example.com'],
    [{ 'x-zitadel-instance-host': 'id.example.com:1', 'x-forwarded-proto': 'https' }, 'https://id.example.com:1'],
    [{ 'x-forwarded-host': 'id.example.com' }, 'http://id.example.com'],
    [{ forwarded: 'host=id.example.com;proto=https' }, 'https://id.example.com'],
    [{ 'x-zitadel-instance-host': 'localhost', 'x-zitadel-public-host': 'id.example.com' }, 'http://id.example.com'],
  ])('%j: the issuer is %s', async (headers, issuer) => {
    await start({ instanceHosts: ['id.example.com'] });
    const { body } = await ask('/.well-known/openid-configuration', { host: 'zitadel.internal', ...headers });
    expect(body).toMatchObject({ issuer, token_endpoint: `${issuer}/oauth/v2/token` });
  });

  test('a public host that is none of the instance is not trusted', async () => {
    await start();
    const { status, text } = await ask('/.well-known/openid-configuration', {
      'x-zitadel-public-host': 'id.example.com',
    });
    expect(status).toBe(404);
    expect(text).toContain('Parent=(public domain "id.example.com" not trusted)');
  });

  test('a path that is not there is not there under any host, and a method neither', async () => {
    await start();
    const unknown = { host: 'unknown.example.com' };
    expect((await ask('/oauth/token', unknown)).body).toEqual({ code: 5, message: 'Not Found' });
    expect((await ask('/management/v1/orgs', unknown)).body).toEqual({ code: 12, message: 'Method Not Allowed' });
    expect((await ask('/oauth/v2/nothing')).text).toBe('404 page not found\n');
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
