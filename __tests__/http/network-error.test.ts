import { describe, expect, test } from '@jest/globals';
import { helpLine } from '../../src/report/help.ts';
import { explainFault, timeoutFault, type NetworkFault, type Stage } from '../../src/http/network-error.ts';
import { formatSeconds } from '../../src/util/time.ts';
import { expectHelpful } from '../support/helpful.ts';
import { readTable } from '../support/text-table.ts';

const origin = 'https://acme.zitadel.cloud';
const proxy = 'http://proxy.example.com:3128';

function failed(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

describe('the cause of an error', () => {
  test.each(
    readTable(
      ['code', 'what'],
      `
      code                         | what
      ENOTFOUND                    | the name acme.zitadel.cloud does not resolve (ENOTFOUND)
      EAI_AGAIN                    | the name acme.zitadel.cloud does not resolve (EAI_AGAIN)
      ECONNREFUSED                 | no server listens on acme.zitadel.cloud (ECONNREFUSED)
      ECONNRESET                   | the connection was closed while connecting
      EPIPE                        | the connection was closed while connecting
      ETIMEDOUT                    | the connection failed (ETIMEDOUT) while connecting
      EHOSTUNREACH                 | the connection failed (EHOSTUNREACH) while connecting
      EPROTO                       | acme.zitadel.cloud does not use TLS as expected (EPROTO)
      ERR_SSL_WRONG_VERSION_NUMBER | acme.zitadel.cloud does not use TLS on this port, but probably plain http (wrong version number)
      ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED | acme.zitadel.cloud requires a client certificate (mutual TLS), which this action does not support (tlsv13 alert certificate required)
      CERT_REVOKED                 | the certificate of acme.zitadel.cloud is invalid for a server (CERT_REVOKED)
      CERT_NOT_YET_VALID           | the certificate of acme.zitadel.cloud is not valid yet (CERT_NOT_YET_VALID)
      INVALID_PURPOSE              | the certificate of acme.zitadel.cloud is invalid for a server (INVALID_PURPOSE)
      `,
    ),
  )('$code', ({ code = '', what }) => {
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

describe('the cause of a failed tunnel, from the message of the library', () => {
  test.each(
    readTable(
      ['text', 'what', 'retry'],
      `
      text                                                          | what                                                 | retry
      statusCode=407                                                | requires a user name and a password, or rejected the given ones (status 407)        | never
      statusCode=403                                                | rejected the connection (status 403)               | never
      statusCode=502                                                | rejected the connection (status 502)               | whole time
      cause=connect ECONNREFUSED 10.0.0.1:3128                      | could not be reached or closed the connection         | 15 s
      cause=                                                        | could not be reached or closed the connection         | 15 s
      cause=getaddrinfo ENOTFOUND proxy.example.com                 | could not be reached or closed the connection         | 3 attempts
      cause=getaddrinfo EAI_AGAIN proxy.example.com                 | could not be reached or closed the connection         | 3 attempts
      cause=socket hang up                                          | could not be reached or closed the connection         | whole time
      cause=Client network socket disconnected before secure TLS    | could not be reached or closed the connection         | whole time
      cause=read ECONNRESET                                         | could not be reached or closed the connection         | whole time
      cause=Parse Error: Expected HTTP/                             | does not use HTTP as expected                      | never
      cause=write EPROTO 0A:SSL routines:ssl3_get_record            | does not use HTTP as expected                      | never
      cause=self-signed certificate in certificate chain            | not accepted ("self-signed certificate in             | never
      cause=unable to verify the first certificate                  | not accepted ("unable to verify the first certificate | never
      `,
    ),
  )('$text', ({ text, what = '', retry }) => {
    const error = failed('ECONNRESET', `tunneling socket could not be established, ${text}`);
    const fault = explainFault(error, 'connecting to the proxy', { origin, proxy });
    expect(fault.what).toContain(proxy);
    expect(fault.what).toContain(what);
    expect(inWords(fault)).toBe(retry);
    expectHelpful(`It failed: ${fault.what}.\nFix: ${fault.fix}\n${helpLine(fault.topic, {})}`);
  });

  test('is ignored without a proxy', () => {
    const error = failed('ECONNRESET', 'tunneling socket could not be established, statusCode=407');
    expect(explainFault(error, 'connecting', { origin }).what).toBe('the connection was closed while connecting');
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
    fix: `Check that the runner may reach ${origin} (firewall, allow list, VPN), and that the instance is up.`,
  });
  expect(timeoutFault('connecting to the proxy', 1_234, { origin, proxy })).toMatchObject({
    what: `no response within 1.2 s while connecting to the proxy ${proxy}`,
    fix: `Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
  });
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
      for (const by of [undefined, proxy]) {
        expectFix(explainFault(failed(code, 'words\nof a library'), stage, { origin, proxy: by }));
      }
    }
  });
});

function expectFix({ what, fix, topic }: NetworkFault): void {
  expectHelpful(`The token request failed: ${what}.\nFix: ${fix}\n${helpLine(topic, {})}`);
}
