import { describe, expect, test } from '@jest/globals';
import { startWorld } from '../support/world.ts';
import { runInProcess } from '../support/in-process.ts';

const usual = 'POST /oauth/v2/token';
const discovery = 'GET /.well-known/openid-configuration';

/** The origin of such an address is the issuer's, but its path is not a path. */
const addresses = [
  'blob:ISSUER/oauth/v3/token',
  'blob:ISSUER',
  'filesystem:ISSUER/token',
  'wss://HOST/token',
  'ftp://HOST/token',
  'javascript:token',
  'urn:token',
];

/** @param publicName the host that `domain` names; the emulator is its endpoint then */
async function runWith(
  tokenEndpoint: string,
  publicName?: string,
): Promise<{ requests: string[]; failure: unknown; message: string }> {
  const { emulator, inputsOf } = await startWorld(publicName === undefined ? {} : { instanceHosts: [publicName] });
  const issuer = publicName === undefined ? emulator.origin : `https://${publicName}`;
  const named = tokenEndpoint.replace('ISSUER', issuer).replace('HOST', new URL(issuer).host);
  emulator.fault({ kind: 'answer', status: 404, body: '{"code":5,"message":"Not Found"}', on: '/oauth/v2/token' });
  emulator.fault({ kind: 'answer', status: 200, body: JSON.stringify({ issuer, token_endpoint: named }) });
  const behind = publicName === undefined ? {} : { domain: publicName, endpoint: emulator.origin };
  try {
    const { log, outputs } = await runInProcess({ inputs: { ...inputsOf(), ...behind } });
    const requests = emulator.requests.map(({ method, path }) => `${method} ${path}`);
    return { requests, failure: outputs['failure'], message: log.annotations[0]?.message ?? '' };
  } finally {
    await emulator.close();
  }
}

describe.each([
  ['on an origin with a port', undefined],
  ['on an origin without a port', 'id.example.com'],
])('%s, nothing is sent to an endpoint of another scheme:', (_, publicName) => {
  test.each(addresses)('%s', async (address) => {
    const { requests, failure, message } = await runWith(address, publicName);

    expect(requests).toEqual([usual, discovery]);
    expect(failure).toBe('config');
    expect(message).toContain('No discovery document contains a token endpoint');
  });
});
