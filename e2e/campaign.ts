/**
 * Runs many steps with `token-lifetime-minutes` through a gateway that resets, delays, cuts, repeats and replaces, and
 * terminates some of them at a random moment. Then every personal access token that is left must be named by its step.
 * `node e2e/campaign.ts [seed] [steps]`, against the emulator, or the instance of ZITADEL_ORIGIN and ZITADEL_ADMIN_TOKEN.
 */
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { runMain, runPost } from '../emulators/runner/run-step.ts';
import { startEmulator } from '../emulators/zitadel/emulator.ts';
import { instanceOf, type Instance } from './instance.ts';
import { createAccountWithSecret } from './provision/accounts.ts';
import { administrator } from './provision/administrator.ts';
import { createOrganization } from './provision/organizations.ts';
import type { AccountWithSecret } from './provision/world.ts';

const [seed = 1, steps = 200] = process.argv.slice(2).map(Number);
const atOnce = 6;
const listLagMs = 1_500;

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
function numbersOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const faults = ['reset before', 'reset after', 'delay', 'cut', 'repeat', 'replace'] as const;
const replacements = [200, 201, 401, 403, 413, 451, 502] as const;

/** A gateway in front of an instance, with the faults that follow from the numbers. */
async function startGateway(to: string, number: () => number): Promise<{ origin: string; close: () => void }> {
  const { port: instancePort, hostname } = new URL(to);
  const onwards = async ({ method, url, headers }: IncomingMessage, body: Buffer) =>
    await new Promise<{ status: number; headers: IncomingMessage['headers']; text: Buffer }>((resolve, reject) => {
      const host = hostname === 'localhost' ? '127.0.0.1' : hostname;
      forward({ host, port: instancePort, method, path: url, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks) }),
        );
      })
        .on('error', reject)
        .end(body);
    });
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<unknown> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const isCreation = incoming.method === 'POST' && incoming.url?.endsWith('/pats') === true;
    const fault = number() < (isCreation ? 0.5 : 0.1) ? faults[Math.floor(number() * faults.length)] : undefined;
    if (fault === 'reset before') return incoming.socket.resetAndDestroy();
    if (fault === 'delay') await pause(number() * 3_000);
    if (fault === 'repeat') await onwards(incoming, body);
    const { status, headers, text } = await onwards(incoming, body);
    if (fault === 'reset after') return incoming.socket.resetAndDestroy();
    if (fault === 'replace') {
      const other = replacements[Math.floor(number() * replacements.length)] ?? 502;
      return outgoing.writeHead(other, { 'content-type': 'text/html' }).end('<html><title>Gateway</title></html>');
    }
    outgoing.writeHead(status, headers);
    if (fault !== 'cut') return outgoing.end(text);
    outgoing.write(text.subarray(0, text.length / 2));
    return setTimeout(() => incoming.socket.destroy(), 20);
  };
  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}

/** @returns everything that the two steps of a job printed */
async function job(instance: Instance, account: AccountWithSecret, number: () => number): Promise<string> {
  const gateway = await startGateway(instance.origin, number);
  const verify = ['none', 'userinfo', 'org'][Math.floor(number() * 3)] ?? 'none';
  const terminatedAfterMs = number() < 0.3 ? number() * 2_000 : undefined;
  const inputs = {
    domain: instance.origin,
    endpoint: gateway.origin,
    'allow-http': 'true',
    'client-id': account.loginName,
    'client-secret': account.clientSecret,
    'token-lifetime-minutes': '10',
    'timeout-seconds': '10',
    verify,
  };
  const main = await runMain({
    inputs,
    onStart: (child) => {
      if (terminatedAfterMs === undefined) return;
      const timer = setTimeout(() => child.kill('SIGTERM'), terminatedAfterMs);
      child.once('close', () => clearTimeout(timer));
    },
  });
  const post = await runPost({ inputs }, main);
  if (post.exitCode !== 0) throw new Error(`The post step failed:\n${post.stdout}${post.stderr}`);
  gateway.close();
  return `${main.log.text}\n${post.log.text}`;
}

interface Entry {
  readonly id: string;
  readonly expirationDate: string;
}

async function entriesOf({ userId }: AccountWithSecret, instance: Instance): Promise<Entry[]> {
  const found: Entry[] = [];
  for (;;) {
    const body = { pagination: { offset: found.length }, filters: [{ userIdFilter: { id: userId } }] };
    const { result = [] } = await administrator(instance)<{ result?: Entry[] }>('POST /v2/users/pats/search', { body });
    const fresh = result.filter(({ id }) => !found.some((entry) => entry.id === id));
    if (fresh.length === 0) return found;
    found.push(...fresh);
  }
}

async function campaign(instance: Instance): Promise<void> {
  const organizations: string[] = [];
  const admin = administrator(instance);
  const provisioning = { admin, run: Date.now().toString(36), organizations };
  try {
    const organization = await createOrganization(provisioning, 'campaign');
    const account = await createAccountWithSecret(provisioning, organization, { name: 'campaign' });
    await pause(2 * listLagMs);
    const waiting = Array.from({ length: steps }, (_, at) => at);
    const printed: string[] = [];
    const work = async (): Promise<void> => {
      for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
        printed.push(await job(instance, account, numbersOf(seed * 10_000 + at)));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    // A list shows the state of some time ago.
    await entriesOf(account, instance);
    await pause(4_000 + listLagMs);
    const left = await entriesOf(account, instance);
    const all = printed.join('\n');
    const unnamed = left.filter(({ id, expirationDate }) => !all.includes(id) && !all.includes(expirationDate));
    console.log(`Seed ${seed}: ${steps} steps, ${left.length} tokens left, ${unnamed.length} of them not named.`);
    for (const { id, expirationDate } of unnamed) console.log(`  ${id}, expires on ${expirationDate}`);
    process.exitCode = unnamed.length === 0 ? 0 : 1;
  } finally {
    for (const orgId of organizations) await admin('DELETE /management/v1/orgs/me', { orgId });
  }
}

const real = instanceOf(process.env);
const emulator = real === undefined ? await startEmulator({ listLagMs }) : undefined;
const instance = real ?? emulator;
if (instance !== undefined) await campaign(instance);
await emulator?.close();
