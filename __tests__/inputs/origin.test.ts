import { describe, expect, test } from '@jest/globals';
import { isAddress, isInternal } from '../../src/util/hosts.ts';
import { parseOrigin, requireSafeTransport } from '../../src/inputs/origin.ts';
import { refusalOf } from '../support/refusal-of.ts';
import { readTable } from '../support/text-table.ts';

test.each(
  readTable(
    ['given', 'origin'],
    `
    given                        | origin
    acme.zitadel.cloud           | https://acme.zitadel.cloud
    ACME.Zitadel.Cloud           | https://acme.zitadel.cloud
    acme.zitadel.cloud/          | https://acme.zitadel.cloud
    acme.zitadel.cloud:443       | https://acme.zitadel.cloud
    https://id.example.com:443/  | https://id.example.com
    https://id.example.com:8443  | https://id.example.com:8443
    HTTPS://id.example.com       | https://id.example.com
    http://localhost:80          | http://localhost
    http://localhost:8080/       | http://localhost:8080
    localhost:8080               | https://localhost:8080
    localhost                    | https://localhost
    10.0.0.7:8443                | https://10.0.0.7:8443
    [::1]:8443                   | https://[::1]:8443
    http://[FD00::7]             | http://[fd00::7]
    münchen.example.com          | https://xn--mnchen-3ya.example.com
    id.example.com.              | https://id.example.com.
    `,
  ),
)('$given is $origin', ({ given = '', origin }) => {
  expect(parseOrigin('domain', given)).toBe(origin);
});

describe('refused is', () => {
  test.each(
    readTable(
      ['given', 'message', 'fix'],
      `
      given                                   | message                                            | fix
      https://acme.zitadel.cloud/ui/console   | It is the address of ZITADEL's console.            | Set 'domain' to https://acme.zitadel.cloud.
      acme.zitadel.cloud/ui/v2/login          | It is the address of ZITADEL's console.            | Set 'domain' to https://acme.zitadel.cloud.
      acme.zitadel.cloud/oauth/v2/token       | holds more than an origin                          | Set 'domain' to https://acme.zitadel.cloud.
      acme.zitadel.cloud?org=1                | holds more than an origin                          | Set 'domain' to https://acme.zitadel.cloud.
      acme.zitadel.cloud#top                  | holds more than an origin                          | Set 'domain' to https://acme.zitadel.cloud.
      ci-bot@acme.zitadel.cloud               | holds a user name or a password in front of        | Remove it: set 'domain' to https://acme.zitadel.cloud
      https://ci:Kp3vLq8s@acme.zitadel.cloud  | holds a user name or a password in front of        | Remove it: set 'domain' to https://acme.zitadel.cloud
      ftp://acme.zitadel.cloud                | has the scheme "ftp:"; only https and http         | Set 'domain' to the host name of the instance
      https:acme.zitadel.cloud                | is no host name and no origin                      | Set 'domain' to the host name of the instance
      https://                                | is no host name and no origin                      | Set 'domain' to the host name of the instance
      acme zitadel cloud                      | is no host name and no origin                      | Set 'domain' to the host name of the instance
      acme.zitadel.cloud:99999                | is no host name and no origin                      | Set 'domain' to the host name of the instance
      `,
    ),
  )('$given', ({ given = '', message, fix }) => {
    const error = refusalOf(() => parseOrigin('domain', given));
    expect(error.message).toContain(message);
    expect(error.fix).toContain(fix);
    // A password in it is not quoted.
    expect(`${error.message}${error.fix}`).not.toContain('Kp3vLq8s');
  });

  test('a secret in its place, without being quoted', () => {
    const secret = 'Kp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6aKp3vLq8sWz2xNf7tRb5yHd9mJc4gTe6a';
    const error = refusalOf(() => parseOrigin('endpoint', secret));
    expect(error.message).toBe(`The input 'endpoint' looks like a secret, not like a host name.`);
    expect(error.fix.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});

describe('plain http', () => {
  test.each(['http://localhost:8080', 'http://127.0.0.1', 'http://127.8.9.10:8080', 'http://[::1]:8080'])(
    'to this machine is allowed: %s',
    (origin) => {
      expect(() => requireSafeTransport('domain', origin, false)).not.toThrow();
    },
  );

  test.each(['http://zitadel.zitadel.svc:8080', 'http://10.0.0.7', 'http://localhost.example.com', 'http://[fd00::7]'])(
    'elsewhere is refused, unless it was allowed: %s',
    (origin) => {
      const error = refusalOf(() => requireSafeTransport('endpoint', origin, false));
      expect(error.failure).toBe('config');
      expect(error.message).toContain(`The input 'endpoint' is a plain http address (${origin})`);
      expect(error.fix).toContain(`set 'allow-http: true'`);
      expect(() => requireSafeTransport('endpoint', origin, true)).not.toThrow();
    },
  );

  test('is no matter of https', () => {
    expect(() => requireSafeTransport('domain', 'https://id.example.com', false)).not.toThrow();
  });
});

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
