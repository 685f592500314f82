import { expect, test } from '@jest/globals';
import { isAddress, isInternal, sameButScheme, withDefaultPort } from '../../src/util/hosts.ts';
import { readTable } from '../support/text-table.ts';

test.each(
  readTable(
    ['origin', 'internal', 'address'],
    `
    origin                              | internal | address
    https://acme.zitadel.cloud          | no       | no
    https://svc.example.com             | no       | no
    https://localhost                   | yes      | no
    https://zitadel                     | yes      | no
    https://zitadel.zitadel.svc         | yes      | no
    https://zitadel.svc.cluster.local   | yes      | no
    https://id.corp.internal            | yes      | no
    https://id.lan                      | yes      | no
    https://10.0.0.7                    | yes      | yes
    https://[fd00::7]                   | yes      | yes
    https://10.0.0.7.example.com        | no       | no
    `,
  ),
)('$origin is known only inside its network: $internal; an address: $address', ({ origin = '', internal, address }) => {
  expect(isInternal(origin) ? 'yes' : 'no').toBe(internal);
  expect(isAddress(new URL(origin).hostname) ? 'yes' : 'no').toBe(address);
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
