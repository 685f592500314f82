import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runMain, type Step, type StepResult } from '../../emulators/runner/run-step.ts';
import { createAuthority, type Authority, type CertificateOptions } from '../support/authority.ts';
import { startFront, type Front, type Pair } from '../support/front.ts';
import { startInstance, type Instance } from '../support/instance.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { readTable } from '../support/text-table.ts';

let instance: Instance;
let authority: Authority;
let other: Authority;
let good: Front;

beforeAll(async () => {
  instance = await startInstance();
  [authority, other] = await Promise.all([createAuthority('Company CA'), createAuthority('Other CA')]);
  good = await front(await authority.issue());
});
afterAll(async () => {
  await Promise.all(fronts.map(async (one) => await one.close()));
  await instance.emulator.close();
});

const fronts: Front[] = [];

async function front(pair: Pair): Promise<Front> {
  const started = await startFront({ to: instance.emulator.port, pair });
  fronts.push(started);
  return started;
}

async function run(origin: string, caCertificate: string, more: Partial<Step> = {}): Promise<StepResult> {
  const inputs = { ...instance.inputs, domain: origin, 'ca-certificate': caCertificate, 'timeout-seconds': '5' };
  return await runMain({ ...more, inputs: { ...inputs, ...more.inputs } });
}

function expectToken({ exitCode, outputs, stderr, log }: StepResult): void {
  expect({ exitCode, stderr, annotations: log.annotations }).toEqual({ exitCode: 0, stderr: '', annotations: [] });
  expect(outputs['access_token']).toBeDefined();
}

function messageOf({ exitCode, outputs, stderr, log }: StepResult, failure: string): string {
  expect({ exitCode, stderr, outputs }).toEqual({ exitCode: 1, stderr: '', outputs: { failure } });
  expect(log.annotations).toHaveLength(1);
  return log.annotations[0]?.message ?? '';
}

describe('ca-certificate', () => {
  test.each<[string, () => string]>([
    ['PEM text', () => authority.pem],
    ['PEM text with CRLF', () => authority.pem.replaceAll('\n', '\r\n')],
    ['PEM text with literal \\n', () => authority.pem.replaceAll('\n', '\\n')],
    ['PEM text on one line', () => authority.pem.replaceAll('\n', ' ')],
    ['base64 of PEM text', () => Buffer.from(authority.pem).toString('base64')],
    ['several, the right one last', () => other.pem + authority.pem],
    ['several, the right one first, with words between', () => `# ours\n${authority.pem}\n# theirs\n${other.pem}`],
    ['the same one twice', () => authority.pem + authority.pem],
  ])('%s', async (_, given) => {
    expectToken(await run(good.origin, given()));
  });

  test('a path in the workspace, and an absolute one', async () => {
    const files = { 'ca.pem': other.pem + authority.pem };
    expectToken(await run(good.origin, 'ca.pem', { files }));
    expectToken(await run(good.origin, './ca.pem', { files }));
    const folder = mkdtempSync(join(tmpdir(), 'ca-'));
    writeFileSync(join(folder, 'ca.pem'), authority.pem);
    expectToken(await run(good.origin, join(folder, 'ca.pem')));
    rmSync(folder, { recursive: true });
  });

  test('is trusted in addition to what is trusted already', async () => {
    const [ours, theirs] = await Promise.all([front(await authority.issue()), front(await other.issue())]);
    const step = { files: { 'extra.pem': other.pem }, env: { NODE_EXTRA_CA_CERTS: 'extra.pem' } };
    expectToken(await run(theirs.origin, authority.pem, step));
    expectToken(await run(ours.origin, authority.pem, step));
  });

  test('an intermediate authority that the server does not send can be given', async () => {
    const below = await authority.delegate('Company CA 2');
    const incomplete = await front(await below.issue());
    expect(messageOf(await run(incomplete.origin, authority.pem), 'network')).toContain(
      'sends no intermediate certificate',
    );
    expectToken(await run(incomplete.origin, below.pem + authority.pem));
  });

  test.each<[string, () => string, string]>([
    [
      'damaged',
      () => authority.pem.replace(/\n(.{60}).{4}\n/, '\n$1AAAA\n'),
      "Certificate 1 in 'ca-certificate' does not parse",
    ],
    [
      'the second damaged',
      () => authority.pem + other.pem.replace(/MII?/, 'AAAA'),
      "Certificate 2 in 'ca-certificate' does not parse",
    ],
    ['cut off', () => authority.pem.slice(0, 200), 'holds no PEM certificate'],
    ['no file', () => 'certs/ca.pem', 'neither PEM text nor the path of a file: "certs/ca.pem"'],
    ['some text', () => 'Company CA\nissued 2026', 'holds no PEM certificate'],
  ])('%s: nothing is sent', async (_, given, says) => {
    const before = good.connections();
    const message = messageOf(await run(good.origin, given()), 'config');
    expect(message).toContain(says);
    expect(message).toContain("Fix: Give the PEM text of the authority's certificate");
    expect(good.connections()).toBe(before);
  });

  test('a private key beside it is refused, masked, and not shown', async () => {
    const { cert, key } = await authority.issue();
    const step = await run(good.origin, cert + key);
    expect(messageOf(step, 'config')).toContain(`'ca-certificate' holds a private key`);
    for (const line of key.split('\n').filter((one) => one !== '' && !one.startsWith('-----'))) {
      expect(step.log.masks).toContain(line);
      expect(step.log.text).not.toContain(line);
    }
  });

  test('a file without a certificate is named', async () => {
    const step = await run(good.origin, 'empty.pem', { files: { 'empty.pem': '' } });
    expect(messageOf(step, 'config')).toContain('holds no PEM certificate');
  });
});

describe('a certificate that is not accepted is named by its cause, at once', () => {
  test.each(
    readTable(
      ['certificate', 'message', 'fix'],
      `
      certificate    | message                                                | fix
      unknown issuer | signed by an authority that this runner does not know  | Give that authority's certificate in 'ca-certificate'
      self-signed    | signed by an authority that this runner does not know  | Give that authority's certificate in 'ca-certificate'
      expired        | the certificate of localhost has expired               | Renew the server's certificate
      not valid yet  | the certificate of localhost is not valid yet          | Check the clock of this runner
      wrong name     | that answers as localhost is made for other names      | Check 'domain' (or 'endpoint') for a misspelling
      for clients    | cannot be used for a server (INVALID_PURPOSE)          | Give the server a certificate that its authority made for a server
      `,
    ),
  )('$certificate', async ({ certificate = '', message, fix }) => {
    const bad = await front(await badPair(certificate));
    const step = await run(bad.origin, authority.pem);
    const said = messageOf(step, 'network');
    expect(said).toContain(message);
    expect(said).toContain(`Fix: ${fix}`);
    expect(bad.connections()).toBe(1);
    expect(step.log.text).not.toContain('Trying again');
  });

  test('a self-signed one is trusted when it is given', async () => {
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

test("the environment's own switch against the check is ignored, and says so", async () => {
  const theirs = await front(await other.issue());
  const step = await run(theirs.origin, '', { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } });
  expect({ exitCode: step.exitCode, stderr: step.stderr, outputs: step.outputs }).toEqual({
    exitCode: 1,
    stderr: '',
    outputs: { failure: 'network' },
  });
  expect(step.log.text).toContain('NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: certificates are always checked');
  expect(step.log.text).toContain('signed by an authority that this runner does not know');
});

describe('another protocol', () => {
  test('https on a port that serves plain http', async () => {
    const before = instance.emulator.requests.length;
    const step = await run(instance.emulator.origin.replace('http:', 'https:'), '');
    const message = messageOf(step, 'network');
    expect(message).toMatch(/localhost:\d+ does not speak TLS as expected \((EPROTO|ERR_SSL_\w+)\)/);
    expect(message).toContain('https on a port that serves plain http');
    expect(step.log.text).not.toContain('Trying again');
    expect(instance.emulator.requests).toHaveLength(before);
  });

  test('http on a port that speaks something else', async () => {
    const mail = await startTcpServer((socket) => socket.write('220 mail.example.com ESMTP\r\n'));
    const step = await run(`http://localhost:${mail.port}`, '');
    await mail.close();
    expect(messageOf(step, 'network')).toMatch(
      /localhost:\d+ does not speak HTTP as expected \(HPE_INVALID_CONSTANT\)/,
    );
    expect(mail.connections()).toBe(1);
  });

  test('a server that wants a certificate of the client', async () => {
    const strict = createServer({ ...(await authority.issue()), requestCert: true, rejectUnauthorized: true });
    await once(strict.listen(0, '127.0.0.1'), 'listening');
    const { port } = strict.address() as AddressInfo;
    const step = await run(`https://localhost:${port}`, authority.pem);
    await new Promise((resolve) => {
      strict.close(resolve);
    });
    expect(messageOf(step, 'network')).toContain(`localhost:${port} wants a certificate of the client (mutual TLS)`);
    expect(step.log.text).not.toContain('Trying again');
  });

  test('a server that is silent before TLS is up', async () => {
    const silent = await startTcpServer();
    const step = await run(`https://localhost:${silent.port}`, '', { inputs: { 'timeout-seconds': '1' } });
    await silent.close();
    expect(messageOf(step, 'network')).toMatch(/nothing came within [\d.]+ s while making the TLS connection/);
    expect(step.milliseconds).toBeLessThan(3_000);
  });
});
