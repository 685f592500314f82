import { describe, expect, test } from '@jest/globals';
import { helpLine } from '../../src/report/help.ts';
import { gaveUp } from '../../src/http/failures.ts';
import { explainFault, timeoutFault, type NetworkFault, type Stage } from '../../src/http/network-error.ts';
import { explainProxyFault } from '../../src/http/proxy-fault.ts';
import { formatSeconds } from '../../src/util/time.ts';
import { collectLog } from '../support/collected-log.ts';
import { expectHelpful } from '../support/expect.ts';

const origin = 'https://acme.zitadel.cloud';
const proxy = { origin: 'http://proxy.example.com:3128', variable: 'https_proxy' };

function failed(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('the cause of an error', () => {
  test.each([
    // code, what
    ['ENOTFOUND', 'the name acme.zitadel.cloud does not resolve (ENOTFOUND)'],
    ['EAI_AGAIN', "the runner's DNS server did not respond for the name acme.zitadel.cloud (EAI_AGAIN)"],
    ['ECONNREFUSED', 'no server listens on acme.zitadel.cloud (ECONNREFUSED)'],
    ['ECONNRESET', 'the connection was closed while connecting'],
    ['EPIPE', 'the connection was closed while connecting'],
    ['ETIMEDOUT', 'no address of acme.zitadel.cloud responded in time (ETIMEDOUT)'],
    ['EHOSTUNREACH', 'this runner has no route to acme.zitadel.cloud, which has only IPv4 addresses (EHOSTUNREACH)'],
    ['EPROTO', 'acme.zitadel.cloud does not use TLS as expected (EPROTO)'],
    [
      'ERR_SSL_WRONG_VERSION_NUMBER',
      'acme.zitadel.cloud does not use TLS on this port, but probably plain http (wrong version number)',
    ],
    [
      'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
      'acme.zitadel.cloud requires a client certificate (mutual TLS), which this action does not support (tlsv13 alert certificate required)',
    ],
    ['CERT_REVOKED', 'the certificate of acme.zitadel.cloud is invalid for a server (CERT_REVOKED)'],
    ['CERT_NOT_YET_VALID', 'the certificate of acme.zitadel.cloud is not valid yet (CERT_NOT_YET_VALID)'],
    ['INVALID_PURPOSE', 'the certificate of acme.zitadel.cloud is invalid for a server (INVALID_PURPOSE)'],
  ])('%s', (code, what) => {
    expect(explainFault(failed(code), 'connecting', { origin })).toMatchObject({ what });
  });

  test('of a host with several addresses is that of the first', () => {
    const each = [failed('ECONNREFUSED'), failed('EHOSTUNREACH')];
    expect(explainFault(new AggregateError(each), 'connecting', { origin }).what).toContain('no server listens on');
  });

  test('without a code is shown in its own words, as one line', () => {
    const { what, retry } = explainFault(new Error('something\nodd'), 'reading the response', { origin });
    expect(what).toBe('the connection failed ("something odd") while reading the response');
    expect(retry).toEqual({});
    expect(explainFault('odd', 'connecting', { origin }).what).toBe('the connection failed ("odd") while connecting');
  });

  test('is HTTP for an http origin', () => {
    const route = { origin: 'http://zitadel:8080' };
    expect(explainFault(failed('HPE_INVALID_CONSTANT'), 'waiting for the response', route).what).toBe(
      'zitadel:8080 does not use HTTP as expected (HPE_INVALID_CONSTANT)',
    );
  });
});

describe('a tunnel that was not established', () => {
  test.each([
    // code, what, retry
    ['ECONNREFUSED', 'no server listens on proxy.example.com:3128 (ECONNREFUSED)', '15 s'],
    ['ENOTFOUND', 'the name proxy.example.com does not resolve (ENOTFOUND)', '3 attempts'],
    ['EAI_AGAIN', "the runner's DNS server did not respond for the name proxy.example.com (EAI_AGAIN)", '15 s'],
    [
      'EHOSTUNREACH',
      'this runner has no route to proxy.example.com, which has only IPv4 addresses (EHOSTUNREACH)',
      '3 attempts',
    ],
    ['ETIMEDOUT', 'no address of proxy.example.com responded in time (ETIMEDOUT)', 'whole time'],
    ['ECONNRESET', 'the connection was closed while connecting', 'whole time'],
    ['HPE_INVALID', 'proxy.example.com:3128 does not use HTTP as expected (HPE_INVALID)', 'never'],
    ['CERT_HAS_EXPIRED', 'the certificate of proxy.example.com has expired (CERT_HAS_EXPIRED)', 'never'],
  ])('%s', (code, what, retry) => {
    const fault = explainProxyFault({ cause: failed(code) }, proxy);
    expect(fault.what).toBe(`the proxy ${proxy.origin} could not be reached: ${what}`);
    expect(inWords(fault)).toBe(retry);
    expectFix(fault);
  });

  test.each<[number | undefined, string, string]>([
    [403, 'rejected the connection (status 403)', 'never'],
    [407, 'requires a user name and a password, or rejected the given ones (status 407)', 'never'],
    [502, 'rejected the connection (status 502)', 'whole time'],
    [200, 'could not be reached or closed the connection', 'whole time'],
    [undefined, 'could not be reached or closed the connection', 'whole time'],
  ])('status %p', (status, what, retry) => {
    const fault = explainProxyFault({ status }, proxy);
    expect(fault.what).toBe(`the proxy ${proxy.origin} ${what}`);
    expect(inWords(fault)).toBe(retry);
    expectFix(fault);
  });
});

describe('no route', () => {
  const noRoute = (...addresses: string[]): Error =>
    new AggregateError(addresses.map((address) => Object.assign(failed('ENETUNREACH'), { address })));

  test.each<[string, Error, string]>([
    [origin, noRoute('192.0.2.1', '192.0.2.2'), ', which has only IPv4 addresses'],
    [origin, noRoute('2001:db8::1'), ', which has only IPv6 addresses'],
    [origin, noRoute('2001:db8::1', '192.0.2.1'), ''],
    ['https://192.0.2.1', Object.assign(failed('ENETUNREACH'), { address: '192.0.2.1' }), ''],
  ])('to %s', (to, error, only) => {
    expect(explainFault(error, 'connecting', { origin: to }).what).toBe(
      `this runner has no route to ${new URL(to).hostname}${only} (ENETUNREACH)`,
    );
  });

  test.each(['ECONNREFUSED', 'ETIMEDOUT'])('to one address, and %s of another one', (code) => {
    const each = [failed('ENETUNREACH'), failed('EHOSTUNREACH'), failed(code), failed('ENETUNREACH')];
    expect(explainFault(new AggregateError(each), 'connecting', { origin }).what).toContain(code);
  });
});

function inWords({ retry }: NetworkFault): string {
  if (retry === 'never') return retry;
  if (retry.attempts !== undefined) return `${retry.attempts} attempts`;
  return retry.withinMs === undefined ? 'whole time' : formatSeconds(retry.withinMs);
}

test('a time limit names the stage, and a proxy that did not respond', () => {
  expect(timeoutFault('reading the response', 10_000, { origin })).toMatchObject({
    what: 'the response was not complete within 10 s',
    fix: `Check that the runner may reach ${origin} (firewall, allow list, VPN), and that the instance is up. If the instance is slow, raise 'timeout-seconds'.`,
  });
  expect(timeoutFault('looking up the name', 10_000, { origin })).toMatchObject({
    what: 'no response within 10 s while looking up the name',
    fix: expect.stringMatching(/^Check the DNS server/),
  });
  expect(timeoutFault('connecting to the proxy', 1_234, { origin, proxy })).toMatchObject({
    what: `no response within 1.2 s while connecting to the proxy ${proxy.origin}`,
    fix: `Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
  });
});

test('after a time limit, the number of attempts and the time are named', () => {
  const attempts = { made: 3, spentMs: 45_000, leftMs: 0 };
  const fault = timeoutFault('waiting for the response', 7_500, { origin });
  const { message } = gaveUp(fault, 'the token request', attempts, { origin, log: collectLog().log });
  expect(message).toBe(
    'The token request failed: no response within 7.5 s while waiting for the response. 3 attempts in 45 s.',
  );
});

test.each([
  [0, '0.1 s'],
  [40, '0.1 s'],
  [60, '0.1 s'],
  [999, '1 s'],
  [1_250, '1.3 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_600, '60 s'],
])('%i ms are %s', (ms, words) => {
  expect(formatSeconds(ms)).toBe(words);
});

describe('every fault names its fix', () => {
  const stages: readonly Stage[] = [
    'connecting to the proxy',
    'looking up the name',
    'connecting',
    'making the TLS connection',
    'waiting for the response',
    'reading the response',
  ];
  const codes = `UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_HAS_EXPIRED CERT_NOT_YET_VALID CERT_REVOKED
  INVALID_PURPOSE ERR_TLS_CERT_ALTNAME_INVALID ERR_SSL_TLSV1_UNRECOGNIZED_NAME ERR_SSL_UNSUPPORTED_PROTOCOL
  ENOTFOUND EAI_AGAIN ECONNREFUSED ECONNRESET EPIPE ETIMEDOUT EHOSTUNREACH ENETUNREACH
  EPROTO ERR_SSL_WRONG_VERSION_NUMBER HPE_INVALID_CONSTANT ERR_TLS_HANDSHAKE_TIMEOUT EMFILE`.split(/\s+/);

  test.each([...codes, ''])('%s', (code) => {
    for (const stage of stages) {
      expectFix(timeoutFault(stage, 10_000, { origin, proxy }));
      expectFix(explainFault(failed(code, 'words\nof a library'), stage, { origin }));
    }
  });
});

function expectFix({ what, fix, topic }: NetworkFault): void {
  expectHelpful(`The token request failed: ${what}.\nFix: ${fix}\n${helpLine(topic, {})}`);
}
