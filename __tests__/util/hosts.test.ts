import { expect, test } from '@jest/globals';
import { isAddress, isInternal, sameButScheme, withDefaultPort } from '../../src/util/hosts.ts';

test.each([
  // origin, internal, address
  ['https://acme.zitadel.cloud', false, false],
  ['https://svc.example.com', false, false],
  ['https://localhost', true, false],
  ['https://zitadel', true, false],
  ['https://zitadel.zitadel.svc', true, false],
  ['https://zitadel.svc.cluster.local', true, false],
  ['https://id.corp.internal', true, false],
  ['https://id.lan', true, false],
  ['https://10.0.0.7', true, true],
  ['https://[fd00::7]', true, true],
  ['https://10.0.0.7.example.com', false, false],
])('%s is known only inside its network: %p; an address: %p', (origin, internal, address) => {
  expect(isInternal(origin)).toBe(internal);
  expect(isAddress(new URL(origin).hostname)).toBe(address);
});

test.each([
  ['https://id.example.com', 'https://id.example.com:443'],
  ['http://id.example.com', 'http://id.example.com:80'],
  ['https://[::1]', 'https://[::1]:443'],
  ['https://id.example.com:8443', 'https://id.example.com:8443'],
])('%s with its default port is %s', (origin, spelled) => {
  expect(withDefaultPort(origin)).toBe(spelled);
});

test('two origins may differ in their scheme only', () => {
  expect(sameButScheme('http://id.example.com', 'https://id.example.com')).toBe(true);
  expect(sameButScheme('http://id.example.com:8080', 'https://id.example.com')).toBe(false);
  expect(sameButScheme('https://id.example.com', 'https://id.example.org')).toBe(false);
});
