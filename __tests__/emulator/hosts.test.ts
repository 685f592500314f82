import { describe, expect, test } from '@jest/globals';
import { networkInterfaces } from 'node:os';
import { start } from './api-client.ts';

describe('hosts', () => {
  test('the instance has the host localhost with any port, and the given hosts, but not the IP address', async () => {
    const { get } = await start({ instanceHosts: ['id.example.com:8443'] });
    const statuses: Record<string, number> = {};
    for (const host of ['localhost', 'localhost:1', 'id.example.com', 'id.example.com:9', '127.0.0.1', 'LOCALHOST']) {
      statuses[host] = (await get('/.well-known/openid-configuration', { host })).status;
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

  test('the external domain is the host name of the instance, and error messages contain it', async () => {
    const { emulator, get } = await start({ externalDomain: 'id.example.com', externalSecure: true });
    const { body } = await get('/.well-known/openid-configuration', { host: 'id.example.com:443' });
    expect(body).toMatchObject({ issuer: 'https://id.example.com:443' });
    expect((await get('/oauth/v2/token')).text).toContain(
      `using origin &{localhost:${emulator.port}  https} (ExternalDomain is id.example.com): ID=QUERY-1kIjX`,
    );
  });

  const outside = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal);
  const where = outside ? [outside.address] : ['127.0.0.2'];
  test.each(where)('with 0.0.0.0 the emulator listens on every address, such as %s', async (address) => {
    const { emulator } = await start({ host: '0.0.0.0' });
    const response = await fetch(`http://${address}:${emulator.port}/debug/ready`);
    expect(await response.text()).toBe('"ok"');
  });
});
