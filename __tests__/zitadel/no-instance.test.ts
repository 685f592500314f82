import { afterEach, expect, test } from '@jest/globals';
import { startRewritingProxy, type Rewrite, type RewritingProxy } from '../../e2e/server/rewriting-proxy.ts';
import type { EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import type { Session } from '../../src/types.ts';
import { noInstanceFix, noInstanceMeaning } from '../../src/zitadel/no-instance.ts';
import { collectLog } from '../support/collected-log.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';

/** A 404 of a server that knows no instance by the host name that reached it. */

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function start(
  rewrite: Rewrite,
  options: EmulatorOptions = {},
): Promise<Instance & { readonly proxy: RewritingProxy }> {
  const instance = await startInstance(options);
  const proxy = await startRewritingProxy(instance.emulator.origin, rewrite);
  closers.push(proxy.close, instance.emulator.close);
  return { ...instance, proxy };
}

/** The meaning and the fix. */
function toldBy({ log, outputs }: InProcessResult): string[] {
  expect(outputs).toEqual({ failure: 'config' });
  const lines = log.annotations[0]?.message.split('\n') ?? [];
  expect(lines[0]).toContain('unable to set instance');
  return [lines[1] ?? '', lines.at(-2) ?? ''];
}

test('the proxy changes the Host header: "endpoint" helps, and so does the Host as it was', async () => {
  const world = await start(() => ({ host: 'backend.example.com' }));
  const { origin } = world.proxy;
  const inputs = { ...world.inputs, domain: origin, verify: 'org' };

  expect(toldBy(await runInProcess({ inputs }))).toEqual([
    'The server is a ZITADEL, but a proxy changed the host name localhost to "backend.example.com" (Host, X-Forwarded-Host or X-Zitadel-Public-Host). Its ExternalDomain is "localhost".',
    `Fix: Configure the proxy to pass the Host header unchanged (nginx: proxy_set_header Host $http_host) and to remove X-Forwarded-Host and X-Zitadel-Public-Host, or set 'endpoint' to ${origin}.`,
  ]);
  expect((await runInProcess({ inputs: { ...inputs, endpoint: origin } })).failed).toBe(false);
  const mended = await startRewritingProxy(world.emulator.origin, () => ({}));
  closers.push(mended.close);
  expect((await runInProcess({ inputs: { ...inputs, domain: mended.origin } })).failed).toBe(false);
});

test('the proxy changes the Host header, and "domain" is not the name of the instance either', async () => {
  const world = await start(() => ({ host: 'backend' }), { externalDomain: 'id.example.com' });
  const { origin } = world.proxy;
  const [, fix] = toldBy(await runInProcess({ inputs: { ...world.inputs, domain: origin } }));

  expect(fix).toContain(
    `or set 'endpoint' to ${origin} and 'domain' to id.example.com (with scheme and port where they are not https and 443) (if that is your instance).`,
  );
  const followed = { ...world.inputs, endpoint: origin, domain: 'id.example.com', verify: 'org' };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

test('the proxy adds an X-Forwarded-Host that the instance does not know', async () => {
  const world = await start(() => ({ 'x-forwarded-host': 'www.example.com:8443' }));
  const [meaning, fix] = toldBy(await runInProcess({ inputs: { ...world.inputs, domain: world.proxy.origin } }));

  expect(meaning).toContain('a proxy changed the host name localhost to "www.example.com"');
  expect(fix).toContain(`or set 'endpoint' to ${world.proxy.origin}.`);
  const followed = { ...world.inputs, domain: world.proxy.origin, endpoint: world.proxy.origin };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

test('the proxy adds an X-Zitadel-Public-Host that is not trusted: only the proxy can mend it', async () => {
  const world = await start(() => ({ 'x-zitadel-public-host': 'www.example.com' }));
  const [meaning, fix] = toldBy(await runInProcess({ inputs: { ...world.inputs, domain: world.proxy.origin } }));

  expect(meaning).toContain('a proxy changed the host name localhost to "www.example.com"');
  expect(fix).toBe(
    'Fix: Configure the proxy to pass the Host header unchanged (nginx: proxy_set_header Host $http_host) and to remove X-Forwarded-Host and X-Zitadel-Public-Host.',
  );
});

test('with "endpoint", what is in front of it changes the header of the public name', async () => {
  const world = await start(() => ({ 'x-zitadel-instance-host': undefined, host: 'backend' }));
  const inputs = { ...world.inputs, domain: 'localhost', endpoint: world.proxy.origin };

  expect(toldBy(await runInProcess({ inputs }))[1]).toBe(
    'Fix: Configure the proxy to pass X-Zitadel-Instance-Host unchanged and to remove X-Forwarded-Host and X-Zitadel-Public-Host.',
  );
});

test('an internal address of an instance with a public name: both inputs', async () => {
  const world = await start(() => ({}), { externalDomain: 'id.example.com' });
  const { origin } = world.emulator;

  expect(toldBy(await runInProcess({ inputs: world.inputs }))).toEqual([
    'The server is a ZITADEL, but none of its instances has the host name localhost. Its ExternalDomain is "id.example.com".',
    `Fix: If "id.example.com" is your instance, set 'domain' to id.example.com (with scheme and port where they are not https and 443) and 'endpoint' to ${origin}.`,
  ]);
  const followed = { ...world.inputs, domain: 'id.example.com', endpoint: origin, verify: 'org' };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

test('an address of an instance that is called localhost', async () => {
  const world = await start(() => ({}));
  const { port } = world.emulator;
  const [, fix] = toldBy(await runInProcess({ inputs: { ...world.inputs, domain: `http://127.0.0.1:${port}` } }));

  expect(fix).toBe(
    `Fix: If "localhost" is your instance, set 'domain' to http://localhost:${port} and 'endpoint' to http://127.0.0.1:${port}.`,
  );
  const followed = { ...world.inputs, domain: `http://localhost:${port}`, endpoint: `http://127.0.0.1:${port}` };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

function session(issuer: string, origin = issuer): Session {
  return { issuer, origin, log: collectLog().log } as unknown as Session;
}

function message(seen: string, wanted: string, publicHost = ''): { status: number; message: string } {
  return {
    status: 404,
    message: `unable to set instance using origin &{${seen} ${publicHost} https} (ExternalDomain is ${wanted}): ID=QUERY-1kIjX`,
  };
}

test.each([
  [
    'a public alias',
    'https://alias.example.com',
    message('alias.example.com', 'id.example.com'),
    `If "id.example.com" is your instance, set 'domain' to https://id.example.com.`,
  ],
  [
    'an alias with a port',
    'https://alias.example.com:8443',
    message('alias.example.com:8443', 'id.example.com'),
    `If "id.example.com" is your instance, set 'domain' to https://id.example.com:8443.`,
  ],
  [
    'a misspelling at a server of many instances',
    'https://acmee.zitadel.cloud',
    message('acmee.zitadel.cloud', 'zitadel.cloud'),
    `Check 'domain' (https://acmee.zitadel.cloud) for a misspelling: it has to be the instance's own host name, as in the address of its console.`,
  ],
  [
    'other words',
    'https://id.example.com',
    { status: 404, message: 'unable to set instance' },
    `Check 'domain' (https://id.example.com) for a misspelling: it has to be the instance's own host name, as in the address of its console.`,
  ],
  [
    'other words of an internal host',
    'http://10.0.0.5',
    { status: 404, message: 'unable to set instance' },
    `Set 'domain' to the instance's public name (its ExternalDomain) and 'endpoint' to http://10.0.0.5.`,
  ],
  [
    'what no URL can hold',
    'https://id.example.com',
    message('id.example.com', 'a..b:[[::'),
    `Check 'domain' (https://id.example.com) for a misspelling: it has to be the instance's own host name, as in the address of its console.`,
  ],
  [
    'no host name',
    'https://id.example.com',
    message('id.example.com', 'a"b'),
    `Check 'domain' (https://id.example.com) for a misspelling: it has to be the instance's own host name, as in the address of its console.`,
  ],
])('%s', (_, issuer, error, fix) => {
  expect(noInstanceFix(session(issuer), error)).toBe(fix);
});

test('a wrong "domain" beside "endpoint"', () => {
  expect(
    noInstanceFix(
      session('https://alias.example.com', 'http://zitadel:8080'),
      message('alias.example.com', 'id.example.com'),
    ),
  ).toBe(`If "id.example.com" is your instance, set 'domain' to https://id.example.com.`);
});

test('long host names are whole', () => {
  const [seen, wanted] = [`${'a'.repeat(249)}.com`, `${'b'.repeat(249)}.com`];

  const meaning = noInstanceMeaning(session('https://id.example.com'), message(seen, wanted));
  expect(meaning).toContain(`"${seen}"`);
  expect(meaning).toContain(`"${wanted}"`);
  expect(noInstanceMeaning(session('https://id.example.com'), message(`${seen}x`, wanted))).not.toContain('aaa');
});
