import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { noProxyHint } from '../../src/http/proxy.ts';
import { startConnectProxy } from '../support/connect-proxy.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';
import { listen } from '../support/listen.ts';

/** Errors of a proxy, and entries of no_proxy that are ignored. */

// A name that only a proxy knows.
const host = 'id.example.com';

async function start(): Promise<Instance & { readonly domain: string }> {
  const instance = await startInstance({ instanceHosts: [host, '0.0.0.0'], host: '0.0.0.0' });
  return { ...instance, domain: `http://${host}:${instance.emulator.port}` };
}

/** A proxy that rejects every tunnel. */
async function startRejecting(status: number, headers: OutgoingHttpHeaders): Promise<string> {
  const server = createServer().on('connect', (_, socket) => {
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      [value].flat().map((one) => `${name}: ${one}\r\n`),
    );
    socket.end(`HTTP/1.1 ${status} Rejected\r\n${lines.join('')}content-length: 0\r\n\r\n`);
  });
  const port = await listen(server);
  return `http://127.0.0.1:${port}`;
}

function errorOf({ outputs, log }: InProcessResult): string[] {
  expect(outputs).toEqual({ failure: 'network' });
  const message = log.annotations.find(({ level }) => level === 'error')?.message ?? '';
  return message.split('\n').filter((line) => !/^(Instance|Help): /.test(line));
}

describe('407', () => {
  test.each([
    ['NTLM', 'NTLM'],
    ['Negotiate', 'Negotiate'],
    [['Negotiate', 'NTLM'], 'Negotiate or NTLM'],
    ['Negotiate, NTLM TlRMTVNTUAAC', 'Negotiate or NTLM'],
    ['Digest realm="x"', 'Digest'],
  ])('%j', async (offers, named) => {
    const { inputs, domain } = await start();
    const proxy = await startRejecting(407, { 'proxy-authenticate': offers });
    const step = await runInProcess({
      inputs: { ...inputs, domain, 'allow-http': 'true' },
      env: { http_proxy: proxy },
    });

    expect(errorOf(step)).toEqual([
      `The token request failed: the proxy ${proxy} accepts only ${named} (status 407), which this action does not support.`,
      `Fix: Run a relay that signs in to the proxy (such as Px or Cntlm) on the runner, and set https_proxy to the relay, for example http://127.0.0.1:3128.`,
    ]);
    // The fix is followed with a relay that requires no user name.
    const relay = await startConnectProxy();
    const env = { http_proxy: `http://127.0.0.1:${relay.port}` };
    expect((await runInProcess({ inputs: { ...inputs, domain, 'allow-http': 'true' }, env })).failed).toBe(false);
  });

  test.each([[undefined], ['Basic realm="x"'], [['NTLM', 'Basic realm="x"']], ['basic, Negotiate']])(
    '%j accepts a password',
    async (offers) => {
      const { inputs, domain } = await start();
      const proxy = await startRejecting(407, offers === undefined ? {} : { 'proxy-authenticate': offers });
      const step = await runInProcess({
        inputs: { ...inputs, domain, 'allow-http': 'true' },
        env: { http_proxy: proxy },
      });

      expect(errorOf(step)[0]).toContain(
        'requires a user name and a password, or rejected the given ones (status 407)',
      );
    },
  );
});

describe('no_proxy in a form that the library ignores', () => {
  test.each([
    '10.0.0.0/8',
    '10.0.0.*',
    '<local>',
    '*.example.com',
    'a.example.com b.example.com',
    'a.example.com;id.example.com',
    '"id.example.com"',
    "'id.example.com'",
    'https://id.example.com',
    'fd00::/8',
  ])('%s is named in the fix', async (entry) => {
    const { inputs, domain } = await start();
    const proxy = await startRejecting(403, {});
    const env = { http_proxy: proxy, no_proxy: `localhost, ${entry}` };
    const step = await runInProcess({ inputs: { ...inputs, domain, 'allow-http': 'true' }, env });

    expect(errorOf(step)[1]).toBe(
      `Fix: Configure the proxy to allow the instance's host and port, or add the instance's host to no_proxy. "${entry.replaceAll('"', "'")}" in no_proxy is ignored. ` +
        'Only host names, IP addresses and domains work, separated by commas (id.example.com,.example.com).',
    );
  });

  test.each(['', '*', 'localhost,.example.org', 'example.org, 10.0.0.5,[::1],id.example.org:8443,'])(
    '%j is not ignored',
    (value) => {
      expect(noProxyHint({ NO_PROXY: value })).toBe('');
    },
  );
});
