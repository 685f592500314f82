import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:https';
import { runMain, type Step, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority, type CertificateOptions } from '../support/authority.ts';
import { startFront, type Front, type Pair } from '../support/front.ts';
import { startWorld } from '../support/world.ts';
import { createPool } from '../support/pool.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { expectFailure, expectToken } from '../support/expect.ts';
import { listen } from '../support/listen.ts';

const world = await startWorld();
const [authority, other] = await Promise.all([createAuthority('Company CA'), createAuthority('Other CA')]);
const good = await front(await authority.issue());

async function front(pair: Pair): Promise<Front> {
  return await startFront({ to: world.emulator.port, pair });
}

const inPool = createPool(6);

async function run(origin: string, caCertificate: string, more: Partial<Step> = {}): Promise<StepResult> {
  const inputs = { ...world.inputsOf(), domain: origin, 'ca-certificate': caCertificate, 'timeout-seconds': '60' };
  return await inPool(async () => await runMain({ ...more, inputs: { ...inputs, ...more.inputs } }));
}

describe('ca-certificate', () => {
  test.concurrent('PEM text, and a path in the workspace', async () => {
    expectToken(await run(good.origin, other.pem + authority.pem));
    expectToken(await run(good.origin, 'ca.pem', { files: { 'ca.pem': authority.pem } }));
  });

  test.concurrent('is trusted in addition to the authorities that are already trusted', async () => {
    const [ours, theirs] = await Promise.all([front(await authority.issue()), front(await other.issue())]);
    const step = { files: { 'extra.pem': other.pem }, env: { NODE_EXTRA_CA_CERTS: 'extra.pem' } };
    expectToken(await run(theirs.origin, authority.pem, step));
    expectToken(await run(ours.origin, authority.pem, step));
  });

  test.concurrent('can contain an intermediate authority that the server does not send', async () => {
    const below = await authority.delegate('Company CA 2');
    const incomplete = await front(await below.issue());
    expect(expectFailure(await run(incomplete.origin, authority.pem), 'network')).toContain(
      'If the server does not send its intermediate certificate, fix the server',
    );
    expectToken(await run(incomplete.origin, below.pem + authority.pem));
  });

  test('that cannot be read is an error, and nothing is sent', async () => {
    const before = good.connections();
    expect(expectFailure(await run(good.origin, 'certs/ca.pem'), 'config')).toContain(
      `The file "certs/ca.pem" of 'ca-certificate' does not exist`,
    );
    expect(good.connections()).toBe(before);
  });

  test.concurrent('with a private key is rejected, and the key is masked and not shown', async () => {
    const { cert, key } = await authority.issue();
    const step = await run(good.origin, cert + key);
    expect(expectFailure(step, 'config')).toContain(`'ca-certificate' contains a private key`);
    for (const line of key.split('\n').filter((one) => one !== '' && !one.startsWith('-----'))) {
      expect(step.log.masks).toContain(line);
      expect(step.log.text).not.toContain(line);
    }
  });
});

describe('a certificate that is not accepted fails with its cause, without another attempt', () => {
  test.concurrent.each([
    // certificate, message, fix
    [
      'unknown issuer',
      'signed by an authority that this runner does not know',
      "Set 'ca-certificate' to the root certificate",
    ],
    [
      'self-signed',
      'signed by an authority that this runner does not know',
      "Set 'ca-certificate' to the root certificate",
    ],
    ['expired', 'the certificate of localhost has expired', 'Renew the certificate of the server'],
    ['not valid yet', 'the certificate of localhost is not valid yet', 'Check the clock of this runner'],
    ['wrong name', 'the certificate of localhost is for other host names', "Correct 'domain' (or 'endpoint')"],
    ['for clients', 'is invalid for a server (INVALID_PURPOSE)', 'Install a certificate for servers'],
  ])('%s', async (certificate, message, fix) => {
    const bad = await front(await badPair(certificate));
    const step = await run(bad.origin, authority.pem);
    const error = expectFailure(step, 'network');
    expect(error).toContain(message);
    expect(error).toContain(`Fix: ${fix}`);
    // After an unknown authority, the certificates of the system are tried once.
    expect(bad.connections()).toBeLessThanOrEqual(message.includes('authority') ? 2 : 1);
    expect(step.log.text).not.toContain('Trying again');
  });

  test.concurrent('a self-signed certificate is trusted if the input contains it', async () => {
    const pair = await badPair('self-signed');
    expectToken(await run((await front(pair)).origin, pair.cert));
  });
});

async function badPair(certificate: string): Promise<Pair> {
  const options: Record<string, CertificateOptions> = {
    expired: { until: -1 },
    'not valid yet': { from: 1 },
    'wrong name': { names: ['id.example.com', '127.0.0.2'] },
    'for clients': { forClients: true },
  };
  if (certificate === 'unknown issuer') return await other.issue();
  if (certificate === 'self-signed') return await (await createAuthority('localhost')).asServer();
  return await authority.issue(options[certificate]);
}

test('NODE_TLS_REJECT_UNAUTHORIZED is ignored, with a warning', async () => {
  const theirs = await front(await other.issue());
  const step = await run(theirs.origin, '', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  expect([step.exitCode, step.stderr, step.outputs]).toEqual([1, '', { failure: 'network' }]);
  expect(step.log.text).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked');
  expect(step.log.text).toContain('signed by an authority that this runner does not know');
});

describe('another protocol', () => {
  test.concurrent('https on a port that serves plain http', async () => {
    const before = world.emulator.requests.length;
    const step = await run(world.emulator.origin.replace('http:', 'https:'), '');
    const message = expectFailure(step, 'network');
    expect(message).toMatch(
      /localhost:\d+ does not use TLS on this port, but probably plain http \(wrong version number\)/,
    );
    expect(message).toContain(`set 'domain' (or 'endpoint') to http://localhost:`);
    expect(step.log.text).not.toContain('Trying again');
    expect(world.emulator.requests).toHaveLength(before);
  });

  test.concurrent('a server that requires a client certificate', async () => {
    const strict = createServer({ ...(await authority.issue()), requestCert: true, rejectUnauthorized: true });
    const port = await listen(strict);
    const step = await run(`https://localhost:${port}`, authority.pem);
    expect(expectFailure(step, 'network')).toContain(`localhost:${port} requires a client certificate (mutual TLS)`);
    expect(step.log.text).not.toContain('Trying again');
  });

  test.concurrent('a server that sends nothing during the TLS handshake', async () => {
    const silent = await startTcpServer();
    const step = await run(`https://localhost:${silent.port}`, '', { inputs: { 'timeout-seconds': '5' } });
    expect(expectFailure(step, 'network')).toMatch(/no response within [\d.]+ s while making the TLS connection/);
  });
});
