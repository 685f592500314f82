import { describe, expect, test } from '@jest/globals';
import { headerSecrets } from '../../src/inputs/header-secrets.ts';
import { base64 } from '../support/keys.ts';

const uuid = '0b5a6e0c-6f0e-4a49-9d5b-7c1f2a3b4c5d';
const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';

function valuesOf(name: string, value: string, forJob: boolean): string[] {
  return [
    ...new Set(
      headerSecrets({ name, value })
        .filter((secret) => secret.forJob === forJob)
        .map((secret) => secret.value),
    ),
  ];
}

describe('masked in the whole job:', () => {
  test.each<[name: string, value: string, masked: string[]]>([
    ['X-Api-Key', 'gateway-key', ['gateway-key']],
    ['X-Api-Key', '12345678', ['12345678']],
    ['X-Api-Key', uuid, [uuid]],
    ['X-AUTH', 'Token abcdefgh', ['Token abcdefgh', 'abcdefgh']],
    ['X-Auth', 'Custom abcdefgh', ['Custom abcdefgh', 'abcdefgh']],
    ['X-Gateway-Password', 'correct horse', ['correct horse']],
    ['X-Gateway-Pwd', 'correct.horse', ['correct.horse']],
    ['X-Session', 'abcdefgh1', ['abcdefgh1']],
    ['X-Signature', 'abcdefgh', ['abcdefgh']],
    ['X-Jwt', 'abcdefgh', ['abcdefgh']],
    ['X-Credential', 'abcdefgh', ['abcdefgh']],
    ['X-Secret', 'abcdefgh', ['abcdefgh']],
    ['Cookie', 'session="abcdefgh"; lang=de', ['session="abcdefgh"; lang=de', 'abcdefgh']],
    ['X-Gateway', 'Bearer abcdefgh', ['Bearer abcdefgh', 'abcdefgh']],
    ['X-Gateway', 'token=abcdefgh; region=frankfurt', ['abcdefgh']],
    ['X-Gateway', 'https://id.example.com/?access_token=abcdefgh', ['abcdefgh']],
    ['X-Gateway', jwt, [jwt]],
    ['X-Gateway', 'k3y0123456789abcdefg', ['k3y0123456789abcdefg']],
    [
      'X-Gateway',
      `Basic ${base64('gateway-user:gateway-pass')}`,
      [`Basic ${base64('gateway-user:gateway-pass')}`, base64('gateway-user:gateway-pass'), 'gateway-pass'],
    ],
  ])('%s: %s', (name, value, masked) => {
    expect(valuesOf(name, value, true)).toEqual(masked);
  });
});

describe('hidden in this action only:', () => {
  test.each([
    ['X-Tenant', 'Acme Inc', ['Acme Inc']],
    ['X-Tenant', 'Acme Incorporated', ['Acme Incorporated']],
    ['X-Region', 'frankfurt', ['frankfurt']],
    ['X-Gateway', `Basic ${base64('gateway-user:gateway-pass')}`, ['gateway-user']],
  ])('%s: %s', (name, value, hidden) => {
    expect(valuesOf(name, value, false)).toEqual(hidden);
  });
});

test.each([
  ['X-Tenant', 'Acme'],
  ['X-Api-Key', '1234567'],
  ['x-zitadel-orgid', '312345678901234567'],
  ['X-Request-Id', uuid],
  ['X-Request-Id', uuid.toUpperCase()],
  ['X-Forwarded-Host', 'id.example.com'],
  ['X-Forwarded-Host', 'zitadel.zitadel.svc.cluster.local:8080'],
  ['X-Forwarded-Host', 'localhost:8080'],
  ['X-Forwarded-For', '192.168.100.200'],
  ['Origin', 'https://acme1234567890.zitadel.cloud'],
  ['Accept', 'application/json'],
  ['Accept', 'application/json, text/plain;q=0.8, */*'],
  ['X-Type', 'application/vnd.example.v2.resource+json; charset=utf-8'],
])('%s: %s stays readable', (name, value) => {
  expect(headerSecrets({ name, value })).toEqual([]);
});
