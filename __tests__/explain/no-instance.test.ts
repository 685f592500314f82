import { expect, test } from '@jest/globals';
import { startRewritingProxy, type Rewrite, type RewritingProxy } from '../../e2e/server/rewriting-proxy.ts';
import type { EmulatorOptions } from '../../emulators/zitadel/emulator.ts';
import type { Session } from '../../src/types/step.ts';
import { noInstance } from '../../src/explain/issuer.ts';
import { collectLog } from '../support/collected-log.ts';
import { runInProcess, type InProcessResult } from '../support/in-process.ts';
import { startInstance, type Instance } from '../support/ci-bot.ts';
import { closeLater } from '../support/close-later.ts';

/** A 404 of a server that has no instance with the host name of the request. */

async function start(
  rewrite: Rewrite,
  options: EmulatorOptions = {},
): Promise<Instance & { readonly proxy: RewritingProxy }> {
  const instance = await startInstance(options);
  const proxy = await startRewritingProxy(instance.emulator.origin, rewrite);
  closeLater(proxy.close);
  return { ...instance, proxy };
}

/** The meaning and the fix. */
function meaningAndFix({ log, outputs }: InProcessResult): string[] {
  expect(outputs).toEqual({ failure: 'config' });
  const lines = log.annotations[0]?.message.split('\n') ?? [];
  expect(lines[0]).toContain('unable to set instance');
  return [lines[1] ?? '', lines.at(-2) ?? ''];
}

test('the proxy changes the Host header: "endpoint" helps, and so does the unchanged Host', async () => {
  const world = await start(() => ({ host: 'backend.example.com' }));
  const { origin } = world.proxy;
  const inputs = { ...world.inputs, domain: origin, verify: 'org' };

  expect(meaningAndFix(await runInProcess({ inputs }))).toEqual([
    'A proxy in front of the ZITADEL server changed the host name localhost to "backend.example.com". The ExternalDomain of the server is "localhost".',
    `Fix: Configure the proxy to pass the Host header unchanged (nginx: proxy_set_header Host $http_host) and to remove X-Forwarded-Host and X-Zitadel-Public-Host, or set 'endpoint' to ${origin}.`,
  ]);
  expect((await runInProcess({ inputs: { ...inputs, endpoint: origin } })).failed).toBe(false);
  const fixed = await startRewritingProxy(world.emulator.origin, () => ({}));
  closeLater(fixed.close);
  expect((await runInProcess({ inputs: { ...inputs, domain: fixed.origin } })).failed).toBe(false);
});

test('the proxy changes the Host header, and "domain" is not the name of the instance either', async () => {
  const world = await start(() => ({ host: 'backend' }), { externalDomain: 'id.example.com' });
  const { origin } = world.proxy;
  const [, fix] = meaningAndFix(await runInProcess({ inputs: { ...world.inputs, domain: origin } }));

  expect(fix).toContain(
    `or set 'endpoint' to ${origin} and 'domain' to id.example.com (with scheme and port, unless they are https and 443) (if that is your instance).`,
  );
  const followed = { ...world.inputs, endpoint: origin, domain: 'id.example.com', verify: 'org' };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

test('the proxy adds an X-Forwarded-Host that the instance does not know', async () => {
  const world = await start(() => ({ 'x-forwarded-host': 'www.example.com:8443' }));
  const [meaning, fix] = meaningAndFix(await runInProcess({ inputs: { ...world.inputs, domain: world.proxy.origin } }));

  expect(meaning).toContain('changed the host name localhost to "www.example.com"');
  expect(fix).toContain(`or set 'endpoint' to ${world.proxy.origin}.`);
  const followed = { ...world.inputs, domain: world.proxy.origin, endpoint: world.proxy.origin };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

test('the proxy adds an X-Zitadel-Public-Host that is not trusted: only the proxy can fix it', async () => {
  const world = await start(() => ({ 'x-zitadel-public-host': 'www.example.com' }));
  const [meaning, fix] = meaningAndFix(await runInProcess({ inputs: { ...world.inputs, domain: world.proxy.origin } }));

  expect(meaning).toContain('changed the host name localhost to "www.example.com"');
  expect(fix).toBe(
    'Fix: Configure the proxy to pass the Host header unchanged (nginx: proxy_set_header Host $http_host) and to remove X-Forwarded-Host and X-Zitadel-Public-Host.',
  );
});

test('with "endpoint", a proxy removes the header with the public name', async () => {
  const world = await start(() => ({ 'x-zitadel-instance-host': undefined, host: 'backend' }));
  const inputs = { ...world.inputs, domain: 'localhost', endpoint: world.proxy.origin };

  expect(meaningAndFix(await runInProcess({ inputs }))[1]).toBe(
    'Fix: Configure the proxy to pass X-Zitadel-Instance-Host unchanged and to remove X-Forwarded-Host and X-Zitadel-Public-Host.',
  );
});

test('an internal address of an instance with a public name: both inputs', async () => {
  const world = await start(() => ({}), { externalDomain: 'id.example.com' });
  const { origin } = world.emulator;

  expect(meaningAndFix(await runInProcess({ inputs: world.inputs }))).toEqual([
    'The ZITADEL server has no instance with the host name localhost. The ExternalDomain of the server is "id.example.com".',
    `Fix: If "id.example.com" is your instance, set 'domain' to id.example.com (with scheme and port, unless they are https and 443) and 'endpoint' to ${origin}.`,
  ]);
  const followed = { ...world.inputs, domain: 'id.example.com', endpoint: origin, verify: 'org' };
  expect((await runInProcess({ inputs: followed })).failed).toBe(false);
});

test('an address of an instance that is called localhost', async () => {
  const world = await start(() => ({}));
  const { port } = world.emulator;
  const [, fix] = meaningAndFix(
    await runInProcess({ inputs: { ...world.inputs, domain: `http://127.0.0.1:${port}` } }),
  );

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

const other = { status: 404, message: 'unable to set instance' };
const useInstead = (domain: string): string => `If "id.example.com" is your instance, set 'domain' to ${domain}.`;
const correct = (domain: string): string =>
  `Correct 'domain' (${domain}): it must be the host name in the address of the instance's console.`;

test.each([
  [
    'a public alias',
    'https://alias.example.com',
    message('alias.example.com', 'id.example.com'),
    useInstead('https://id.example.com'),
  ],
  [
    'an alias with a port',
    'https://alias.example.com:8443',
    message('alias.example.com:8443', 'id.example.com'),
    useInstead('https://id.example.com:8443'),
  ],
  [
    'a misspelling at a server of many instances',
    'https://acmee.zitadel.cloud',
    message('acmee.zitadel.cloud', 'zitadel.cloud'),
    correct('https://acmee.zitadel.cloud'),
  ],
  ['another message', 'https://id.example.com', other, correct('https://id.example.com')],
  [
    'another message of an internal host',
    'http://10.0.0.5',
    other,
    `Set 'domain' to the instance's public name (its ExternalDomain) and 'endpoint' to http://10.0.0.5.`,
  ],
  [
    'text that is invalid in a URL',
    'https://id.example.com',
    message('id.example.com', 'a..b:[[::'),
    correct('https://id.example.com'),
  ],
  ['no host name', 'https://id.example.com', message('id.example.com', 'a"b'), correct('https://id.example.com')],
])('%s', (_, issuer, error, fix) => {
  expect(noInstance(session(issuer), error).fix).toBe(fix);
});

test('a wrong "domain" together with "endpoint"', () => {
  expect(
    noInstance(
      session('https://alias.example.com', 'http://zitadel:8080'),
      message('alias.example.com', 'id.example.com'),
    ).fix,
  ).toBe(useInstead('https://id.example.com'));
});

test('host names that differ only in case are the same', () => {
  const called = session('https://id.example.com');
  const error = message('ID.example.com', 'ID.Example.com');
  expect(noInstance(called, error).meaning).toContain('no instance with the host name id.example.com');
  expect(noInstance(called, error).fix).toBe(correct('https://id.example.com'));
});

test('long host names are whole', () => {
  const [seen, wanted] = [`${'a'.repeat(249)}.com`, `${'b'.repeat(249)}.com`];

  const meaning = noInstance(session('https://id.example.com'), message(seen, wanted)).meaning;
  expect(meaning).toContain(`"${seen}"`);
  expect(meaning).toContain(`"${wanted}"`);
  expect(noInstance(session('https://id.example.com'), message(`${seen}x`, wanted)).meaning).not.toContain('aaa');
});
