import { afterEach, describe, expect, test } from '@jest/globals';
import { request } from 'node:https';
import { type Emulator, startEmulator } from '../../emulators/zitadel/emulator.ts';

let emulator: Emulator;
afterEach(async () => emulator.close());

/** Sends a request from a client that trusts the emulator's CA. @returns the status */
async function getStatus(servername = 'localhost'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: emulator.port, path: '/debug/ready', servername, agent: false };
    const sending = request({ ...options, ca: emulator.caCertificate }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    sending.on('error', reject);
    sending.end();
  });
}

describe('https', () => {
  test('the certificate is valid for localhost and the given hosts', async () => {
    emulator = await startEmulator({ tls: true, instanceHosts: ['id.example.com:8443'] });
    expect(emulator.origin).toBe(`https://localhost:${emulator.port}`);
    expect(await getStatus()).toBe(200);
    expect(await getStatus('id.example.com')).toBe(200);
    await expect(getStatus('other.example.com')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });

  test('the issuer is https, whatever a proxy reports', async () => {
    emulator = await startEmulator({ tls: true });
    const issuer = await new Promise((resolve, reject) => {
      const url = `${emulator.origin}/.well-known/openid-configuration`;
      const options = { ca: emulator.caCertificate, headers: { 'x-forwarded-proto': 'http' }, agent: false };
      const sending = request(url, options, (response) => {
        response.setEncoding('utf8');
        response.on('data', (text: string) => resolve(/"issuer":"([^"]*)"/.exec(text)?.[1]));
      });
      sending.on('error', reject);
      sending.end();
    });
    expect(issuer).toBe(emulator.origin);
  });

  test.each([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['untrusted', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const)('%s: the connection fails with %s', async (tls, code) => {
    emulator = await startEmulator({ tls });
    await expect(getStatus()).rejects.toMatchObject({ code });
    expect(emulator.requests).toEqual([]);
  });

  test.each(['reset', 'reset-before'] as const)('%s also resets a TLS connection', async (kind) => {
    emulator = await startEmulator({ tls: true });
    emulator.fault({ kind });
    await expect(getStatus()).rejects.toMatchObject({ code: 'ECONNRESET', syscall: 'read' });
    expect(await getStatus()).toBe(200);
  });
});
