import { expect, test } from '@jest/globals';
import { ActionError } from '../../src/util/errors.ts';
import { prepareProxy } from '../../src/http/proxy.ts';
import { collectLog } from '../support/collected-log.ts';
import { refusalOf } from '../support/refusal-of.ts';

const target = 'https://acme.zitadel.cloud';

function prepare(env: NodeJS.ProcessEnv, origin = target): { proxy: string | undefined; masks: string[] } {
  const { log, masks } = collectLog();
  return { proxy: prepareProxy(origin, env, log)?.origin, masks };
}

test.each<[string, NodeJS.ProcessEnv, string | undefined]>([
  ['none', {}, undefined],
  ['empty', { https_proxy: '' }, undefined],
  ['for the other scheme', { http_proxy: 'http://proxy:3128' }, undefined],
  ['in lower case', { https_proxy: 'http://proxy:3128' }, 'http://proxy:3128'],
  ['in upper case', { HTTPS_PROXY: 'http://proxy:3128/' }, 'http://proxy:3128'],
  ['in both: lower case wins', { https_proxy: 'http://one:1', HTTPS_PROXY: 'http://two:2' }, 'http://one:1'],
  ['in both, lower case empty', { https_proxy: '', HTTPS_PROXY: 'http://two:2' }, 'http://two:2'],
  ['without a scheme', { https_proxy: 'proxy.example.com:3128' }, 'http://proxy.example.com:3128'],
  ['without a scheme, with a password', { https_proxy: 'ci:sesame@proxy:3128' }, 'http://proxy:3128'],
  ['an address', { https_proxy: '[2001:db8::1]:3128' }, 'http://[2001:db8::1]:3128'],
  ['a single label with a port', { https_proxy: 'proxy:81' }, 'http://proxy:81'],
  ['a single label with a scheme', { https_proxy: 'http://proxy' }, 'http://proxy'],
  ['by TLS', { https_proxy: 'https://proxy:443' }, 'https://proxy'],
])('%s', (_, env, proxy) => {
  expect(prepare(env).proxy).toBe(proxy);
});

test('the environment then contains an address that http-client can read', () => {
  const env = { HTTPS_PROXY: 'ci:100%@proxy:3128' };
  prepare(env);
  expect(env).toEqual({ HTTPS_PROXY: 'http://ci:100%25@proxy:3128' });
});

test('plain http has a separate proxy', () => {
  expect(prepare({ http_proxy: 'http://proxy:3128' }, 'http://zitadel:8080').proxy).toBe('http://proxy:3128');
});

test.each([
  ['http://ci:p%40ss-word@proxy:3128', ['p%40ss-word', 'p@ss-word', btoa('ci:p@ss-word')]],
  ['http://ci:100%25-off@proxy:3128', ['100%25-off', '100%-off', btoa('ci:100%-off')]],
  ['http://ci@proxy:3128', []],
  ['http://token-0123@proxy:3128', ['token-0123', 'token-0123', btoa('token-0123:')]],
  ['http://token%2B0123:@proxy:3128', ['token%2B0123', 'token+0123', btoa('token+0123:')]],
  ['http://ci:12#34-secret@proxy:3128', ['12#34-secret', '12#34-secret', btoa('ci:12#34-secret')]],
  ['http://ci:se/s@me?@proxy:3128', ['se/s@me?', 'se/s@me?', btoa('ci:se/s@me?')]],
  ['socks5://ci:sesame-open@proxy:1080', ['sesame-open', 'sesame-open', btoa('ci:sesame-open')]],
])('%s: its password is masked in every form', (address, expected) => {
  const { log, masks } = collectLog();
  try {
    prepareProxy(target, { https_proxy: address }, log);
  } catch (error) {
    expect(error).toBeInstanceOf(ActionError);
  }
  expect(masks).toEqual(expected);
});

test.each([
  ['socks5://proxy:1080', 'names a proxy of type socks5, but only http and https proxies are supported'],
  ['ftp://proxy', 'names a proxy of type ftp, but only http and https proxies are supported'],
  ['http://', 'is not a proxy address'],
  ['http://proxy:3128/path', 'contains a path, query or fragment'],
  ['http://proxy:3128/?x', 'contains a path, query or fragment'],
  ['http://proxy:3128?', 'contains a path, query or fragment'],
  ['http://proxy:3128#x', 'contains a path, query or fragment'],
  ['proxy:3128/path', 'contains a path, query or fragment'],
  ['http://ci:12#34-secret@proxy:3128', 'contains a path, query or fragment'],
  ['http://ci:12/34-secret@proxy:3128', 'contains a path, query or fragment'],
  ['http://ci:12?34-secret@proxy:3128', 'contains a path, query or fragment'],
  ['http://ci:se#same@proxy:3128', 'contains a path, query or fragment'],
  ['http://user:sesame-open#@proxy.example.com:3128', 'is not a proxy address'],
  ['proxy example com', 'is not a proxy address'],
  ['none', 'is not a proxy address'],
  ['off', 'is not a proxy address'],
  ['0', 'is not a proxy address'],
  ['localhost', 'is not a proxy address'],
  ['$PROXY', 'is not a proxy address'],
  ['$PROXY:3128', 'is not a proxy address'],
  ['http://${PROXY_HOST}:3128', 'is not a proxy address'],
  ['http://%PROXY%', 'is not a proxy address'],
  ['"http://proxy:3128"', 'is not a proxy address'],
  ['http://"proxy"', 'is not a proxy address'],
  ['http://ci:%ff@proxy:3128', 'is not percent-encoded as UTF-8'],
])('%s is an error', (address, says) => {
  expect(refusalOf(() => prepare({ https_proxy: address })).message).toContain(says);
});
