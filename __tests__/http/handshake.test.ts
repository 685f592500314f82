import { describe, expect, test } from '@jest/globals';
import { connect as connectTcp, type Socket } from 'node:net';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTlsServer } from 'node:tls';
import { createAuthority } from '../support/authority.ts';
import { startFront } from '../support/front.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance } from '../support/ci-bot.ts';
import { startTcpServer } from '../support/tcp-server.ts';
import { listen } from '../support/listen.ts';

/** TLS that does not come about, by the reason that OpenSSL gives. */

async function run(domain: string): Promise<InProcessResult> {
  return await runInProcess({ inputs: { domain, 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb' } });
}

/** The sentence and the fix. */
function errorOf({ outputs, log }: InProcessResult): string[] {
  expect(outputs).toEqual({ failure: 'network' });
  const message = log.annotations.find(({ level }) => level === 'error')?.message ?? '';
  return message.split('\n').filter((line) => !/^(Instance|Help): /.test(line));
}

/** A fatal alert of TLS (RFC 8446 §6). */
function alert(description: number): Buffer {
  return Buffer.from([0x15, 3, 3, 0, 2, 2, description]);
}

test('https to a port for plain http: the fix names http, which works', async () => {
  const { emulator, inputs } = await startInstance();
  const host = `localhost:${emulator.port}`;

  // No scheme means https.
  expect(errorOf(await run(host))).toEqual([
    `The token request failed: ${host} does not use TLS on this port, but probably plain http (wrong version number).`,
    `Fix: For plain http, set 'domain' (or 'endpoint') to http://${host}, with 'allow-http: true' unless it is this machine. Otherwise correct the port.`,
  ]);
  expect((await runInProcess({ inputs: { ...inputs, domain: `http://${host}` } })).failed).toBe(false);
});

describe('an alert', () => {
  const mutual = 'requires a client certificate (mutual TLS), which this action does not support';
  const noClientCertificate =
    "Configure the server not to require a client certificate, or set 'endpoint' to an address that requires none.";

  test.each([
    [
      112,
      'has no certificate for this name (tlsv1 unrecognized name)',
      "Correct 'domain' (or 'endpoint'), or configure the server or ingress for this host name.",
    ],
    [
      80,
      'has no certificate for this name (tlsv1 alert internal error)',
      "Correct 'domain' (or 'endpoint'), or configure the server or ingress for this host name.",
    ],
    [
      70,
      'supports only TLS 1.1 or older (tlsv1 alert protocol version)',
      'Enable TLS 1.2 or 1.3 on the server or on the proxy in front of it.',
    ],
    [116, `${mutual} (tlsv13 alert certificate required)`, noClientCertificate],
    [42, `${mutual} (ssl/tls alert bad certificate)`, noClientCertificate],
    [46, `${mutual} (ssl/tls alert certificate unknown)`, noClientCertificate],
    [
      40,
      'does not use TLS as expected (ssl/tls alert handshake failure)',
      "Correct the scheme or the port in 'domain' (or 'endpoint'). If both are right, check that the server supports this host name and TLS 1.2 or 1.3.",
    ],
    [
      120,
      'does not accept HTTP/1.1, the protocol of this action (tlsv1 alert no application protocol)',
      'Configure localhost:',
    ],
  ])('%i', async (description, what, fix) => {
    const { port } = await startTcpServer((socket) => void socket.once('data', () => socket.end(alert(description))));
    const [message, advice] = errorOf(await run(`https://localhost:${port}`));

    expect(message).toBe(`The token request failed: localhost:${port} ${what}.`);
    expect(advice).toContain(`Fix: ${fix}`);
  });
});

test('a server that supports old versions only', async () => {
  const { cert, key } = await (await createAuthority('Old')).issue();
  const server = createTlsServer({
    cert,
    key,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT@SECLEVEL=0',
  });
  const port = await listen(server);

  expect(errorOf(await run(`https://localhost:${port}`))[0]).toContain('supports only TLS 1.1 or older');
});

test('with TLS 1.2, a server rejects a missing client certificate after the key agreement', async () => {
  const { cert, key, ca } = await trusted();
  const server = createTlsServer({ cert, key, maxVersion: 'TLSv1.2', requestCert: true });
  const behind = await listen(server);
  // OpenSSL's response to the client's second flight. Node's own server would only close the connection.
  const { port } = await startTcpServer((socket) => {
    const onward: Socket = connectTcp(behind, '127.0.0.1');
    onward.on('error', () => undefined).on('data', (chunk) => socket.write(chunk));
    socket.once('data', (hello) => {
      onward.write(hello);
      socket.once('data', () => socket.end(alert(40)));
    });
    socket.once('close', () => onward.destroy());
  });
  const inputs = { domain: `https://localhost:${port}`, 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb' };
  const step = await runInProcess({ inputs: { ...inputs, 'ca-certificate': ca } });

  expect(errorOf(step)[0]).toBe(
    `The token request failed: localhost:${port} requires a client certificate (mutual TLS), which this action does not support (ssl/tls alert handshake failure).`,
  );
});

async function trusted(): Promise<{ cert: string; key: string; ca: string }> {
  const authority = await createAuthority('Mutual');
  return { ...(await authority.issue()), ca: authority.pem };
}

describe("'ca-certificate' is given, and is the wrong one", () => {
  test.each([
    ['intermediate', 'contains only an intermediate certificate', ''],
    ['leaf', 'contains only the certificate of a server', '_LOCALLY'],
    ['other', 'contains another authority, or the server does not send its intermediate certificate', '_LOCALLY'],
  ] as const)('%s, and then the root', async (given, what, code) => {
    const root = await createAuthority(`Root for ${given}`);
    const between = await root.delegate(`Between for ${given}`);
    const leaf = await between.issue();
    const { emulator, inputs } = await startInstance();
    const pair = { cert: leaf.cert + between.pem, key: leaf.key };
    const front = await startFront({ to: emulator.port, pair });
    const pem = { intermediate: between.pem, leaf: leaf.cert, other: (await createAuthority('X')).pem }[given];
    const step = { ...inputs, domain: front.origin };

    expect(errorOf(await runInProcess({ inputs: { ...step, 'ca-certificate': pem } }))).toEqual([
      `The token request failed: the certificate of localhost is signed by an authority that this runner does not know (UNABLE_TO_GET_ISSUER_CERT${code}); 'ca-certificate' ${what}.`,
      `Fix: Set 'ca-certificate' to the root certificate of that authority. If the server does not send its intermediate certificate, fix the server, or add that one, too.`,
    ]);
    expect((await runInProcess({ inputs: { ...step, 'ca-certificate': root.pem } })).failed).toBe(false);
  });
});

test('a server that supports HTTP/2 only', async () => {
  const server = createHttp2Server();
  const port = await listen(server);
  const host = `localhost:${port}`;

  expect(errorOf(await run(`http://${host}`))).toEqual([
    `The token request failed: ${host} does not accept HTTP/1.1, the protocol of this action (HTTP/2).`,
    `Fix: Configure ${host} to accept HTTP/1.1.`,
  ]);
});
