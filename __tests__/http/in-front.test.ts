import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';
import { listen } from '../support/listen.ts';

/** Responses of what is in front of an instance: a CDN, a load balancer, a rate limit, a slow line. */

async function start(): Promise<Instance> {
  const instance = await startInstance();
  return instance;
}

/** Without the lines that name the credential and the link. */
function errorOf({ log }: InProcessResult): string[] {
  const message = log.annotations.find(({ level }) => level === 'error')?.message ?? '';
  return message.split('\n').filter((line) => !/^(Instance|Help): /.test(line));
}

const html = { 'content-type': 'text/html' };

describe('the proxy does not reach the instance', () => {
  test.each([520, 521, 522, 523, 524, 527, 529, 530])('%i is tried again', async (status) => {
    const { emulator, inputs } = await start();
    emulator.fault({ kind: 'answer', on: '/oauth/v2/token', status, headers: html, body: '<html><title>Down</title>' });
    const step = await runInProcess({ inputs });

    expect(step.failed).toBe(false);
    expect(step.log.text).toContain(`failed: status ${status}, an HTML page titled "Down". Trying again in`);
  });

  test('until the time is over', async () => {
    const { emulator, inputs } = await start();
    emulator.fault({ kind: 'answer', status: 521, headers: html, body: '<html>', times: 99 });
    const step = await runInProcess({ inputs: { ...inputs, 'timeout-seconds': '1' } });

    expect(step.outputs).toEqual({ failure: 'server' });
    expect(errorOf(step)).toEqual([
      expect.stringMatching(/^The token request failed: status 521, an HTML page\./),
      'The proxy (Cloudflare) does not reach the instance.',
      `Fix: Check that the instance behind ${inputs.domain} is up and accepts the proxy's connections, and re-run the step.`,
    ]);
    // Followed: the instance is up again.
    emulator.reset();
    expect((await runInProcess({ inputs })).failed).toBe(false);
  });

  test.each([525, 526])('%i is not tried again', async (status) => {
    const { emulator, inputs } = await start();
    emulator.fault({ kind: 'answer', status, headers: html, body: '<html>' });
    const step = await runInProcess({ inputs });

    expect(step.outputs).toEqual({ failure: 'server' });
    expect(emulator.requests).toHaveLength(1);
    expect(errorOf(step)).toEqual([
      `The token request failed: status ${status}, an HTML page.`,
      `The proxy (Cloudflare) does not accept the instance's certificate or TLS.`,
      `Fix: Install a valid certificate on the server behind ${inputs.domain}, or change the proxy's encryption mode.`,
    ]);
  });
});

test.each<[number, Record<string, string>, string]>([
  [403, { 'cf-mitigated': 'challenge' }, '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>'],
  [403, {}, '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>'],
  [503, { 'cf-mitigated': 'challenge' }, ''],
  [403, {}, '<html><title>Attention Required! | Cloudflare</title>'],
])('Cloudflare takes the runner for a bot: status %i, %j', async (status, headers, body) => {
  const { emulator, inputs } = await start();
  emulator.fault({ kind: 'answer', status, headers: { ...html, ...headers }, body, times: 9 });
  const step = await runInProcess({ inputs });

  expect(step.outputs).toEqual({ failure: 'server' });
  expect(emulator.requests).toHaveLength(1);
  expect(errorOf(step).slice(1)).toEqual([
    'Cloudflare, in front of the instance, takes the runner for a bot.',
    `Fix: Add a rule to Cloudflare (WAF, custom rule, action Skip) that lets POST /oauth/v2/token of ${inputs.domain} pass, or set 'endpoint' to an address that does not lead through Cloudflare.`,
  ]);
});

test.each([
  ['Invalid IAP credentials: empty token', 'status 401, "Invalid IAP credentials: empty token"'],
  ['if 1 < 2, sign in', 'status 401, "if 1 < 2, sign in"'],
  ['<p>Sign in</p>', 'status 401, in a form that ZITADEL does not use'],
  ['<html><title>Sign in</title>', 'status 401, an HTML page titled "Sign in"'],
])('text/html with or without a tag: %s', async (body, says) => {
  const { emulator, inputs } = await start();
  emulator.fault({ kind: 'answer', status: 401, headers: { 'content-type': 'text/html; charset=UTF-8' }, body });

  expect(errorOf(await runInProcess({ inputs }))[0]).toBe(`The token request was rejected: ${says}.`);
});

test.each([426, 464, 505])('%i: the action uses HTTP/1.1', async (status) => {
  const { emulator, inputs } = await start();
  emulator.fault({ kind: 'answer', on: '/management/v1/orgs/me', status, headers: {}, body: '' });
  const step = await runInProcess({ inputs: { ...inputs, verify: 'org' } });

  expect(step.outputs).toEqual({ failure: 'server' });
  expect(errorOf(step)).toEqual([
    `The check of the organization failed: status ${status}, an empty body.`,
    'The proxy or load balancer does not accept HTTP/1.1, the protocol of this action.',
    `Fix: Configure the proxy or load balancer in front of ${inputs.domain} to accept HTTP/1.1.`,
  ]);
});

test('an unknown status from 500 on is a failure, not a rejection', async () => {
  const { emulator, inputs } = await start();
  emulator.fault({ kind: 'answer', status: 501, headers: html, body: '<html>' });

  expect(errorOf(await runInProcess({ inputs }))[0]).toBe('The token request failed: status 501, an HTML page.');
});

test.each([
  ['Go', 'Client sent an HTTP request to an HTTPS server.\n'],
  ['nginx', '<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>'],
  ['Apache', "<html>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />"],
])('plain http to a port for https (%s) is a wrong input', async (_, body) => {
  const { emulator, inputs } = await start();
  emulator.fault({ kind: 'answer', status: 400, headers: {}, body });
  const step = await runInProcess({ inputs });

  expect(step.outputs).toEqual({ failure: 'config' });
  expect(errorOf(step).slice(1)).toEqual([
    'The port requires https, but the request was plain http.',
    `Fix: Set 'domain' (or 'endpoint') to ${inputs.domain} with https.`,
  ]);
});

test('nginx without the certificate of the client', async () => {
  const { emulator, inputs } = await start();
  const body = '<html><head><title>400 No required SSL certificate was sent</title></head>';
  emulator.fault({ kind: 'answer', status: 400, headers: html, body });
  const step = await runInProcess({ inputs });

  expect(step.outputs).toEqual({ failure: 'network' });
  expect(errorOf(step)[1]).toContain('requires a client certificate (mutual TLS)');
});

describe('too many requests', () => {
  const block =
    'Runners share addresses, and ZITADEL Cloud blocks an address for a minute after 50 requests per second.';

  test.each([
    ['1', undefined, `Fix: Set 'timeout-seconds: 120', or re-run the step later.`],
    [
      '2',
      '90',
      `Fix: Set 'timeout-seconds: 150', or re-run the step in 90 seconds. The server asked to wait that long (Retry-After), but less time was left of 'timeout-seconds'.`,
    ],
    [
      '2',
      '3600',
      `Fix: Re-run the step in 60 minutes. The server asked to wait that long (Retry-After), but less time was left of 'timeout-seconds'.`,
    ],
    ['300', '301', `Fix: Set 'timeout-seconds: 361', or re-run the step in 5 minutes.`],
  ])('timeout-seconds: %s, Retry-After: %s', async (seconds, retryAfter, fix) => {
    const { emulator, inputs } = await start();
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
    emulator.fault({ kind: 'answer', status: 429, headers, body: '', times: 99 });
    const step = await runInProcess({ inputs: { ...inputs, 'timeout-seconds': seconds } });

    expect(step.outputs).toEqual({ failure: 'server' });
    expect(errorOf(step)[1]).toBe(block);
    expect(errorOf(step)[2]).toContain(fix);
  });

  test('a block of one second, and enough time: the step waits and succeeds', async () => {
    const { emulator, inputs } = await start();
    emulator.fault({ kind: 'answer', status: 429, headers: { 'retry-after': '1' }, body: '' });

    expect((await runInProcess({ inputs: { ...inputs, 'timeout-seconds': '120' } })).failed).toBe(false);
  });
});

describe('time that is over', () => {
  test.concurrent('during a response that drips', async () => {
    const { emulator, inputs } = await start();
    emulator.fault({ kind: 'drip', times: 9 });
    const isSilent = (): boolean => emulator.requests.length > 0;
    const step = await runInProcess({ inputs: { ...inputs, 'timeout-seconds': '5' }, isSilent });

    expect(step.outputs).toEqual({ failure: 'network' });
    expect(errorOf(step)).toEqual([
      `The token request failed: the response was not complete within 5 s.`,
      expect.stringMatching(
        /^Fix: Check that the runner may reach .+ If the instance is slow, raise 'timeout-seconds'\.$/,
      ),
    ]);
  });

  test.concurrent('during headers that drip', async () => {
    const { inputs } = await start();
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      const timer = setInterval(() => response.writeProcessing(), 50);
      response.once('close', () => clearInterval(timer));
    });
    const domain = `http://localhost:${await listen(server)}`;
    const isSilent = (): boolean => requests > 0;
    const step = await runInProcess({ inputs: { ...inputs, domain, 'timeout-seconds': '5' }, isSilent });

    expect(errorOf(step)[0]).toContain('the response was not complete within 5 s');
  });

  test.concurrent('a slow response, and the fix is followed', async () => {
    let requests = 0;
    const server = createServer((_, response) => {
      requests += 1;
      if (requests === 1) return;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: 'x7Kp3vLq8sWz2xNf7tRb5yHd', token_type: 'Bearer' }));
    });
    const port = await listen(server);
    const inputs = { domain: `http://localhost:${port}`, 'client-id': 'ci-bot', 'client-secret': 'Kp3vLq8sWz2xNf7tRb' };
    const isSilent = (): boolean => requests > 0;
    const step = await runInProcess({ inputs: { ...inputs, 'timeout-seconds': '3' }, isSilent });

    expect(errorOf(step)[0]).toBe(`The token request failed: no response within 3 s while waiting for the response.`);
    expect((await runInProcess({ inputs: { ...inputs, 'timeout-seconds': '5' } })).failed).toBe(false);
  });
});
