/**
 * A loopback TLS server in a separate process, so that it does not slow down the measured process. The server returns
 * responses like those recorded from ZITADEL, without any checks, and prints its port.
 */
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { makeCertificates } from '../../emulators/zitadel/certificates.ts';

const [caFile = 'ca.pem'] = process.argv.slice(2);
const { caCertificate, ...identity } = await makeCertificates(['localhost'], 'good');
writeFileSync(caFile, caCertificate);

const organization = {
  org: { id: '400941312360123430', state: 'ORG_STATE_ACTIVE', name: 'ZITADEL', primaryDomain: 'zitadel.localhost' },
};
const ownToken = { tokenId: '401125519950613542', token: `ey${'x'.repeat(275)}` };

/** The token's ID token names the issuer that was called. */
function issue(host: string): object {
  const claims = { iss: `https://${host}`, sub: '400942034401102886' };
  const idToken = [{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return {
    access_token: `ey${'x'.repeat(286)}`,
    token_type: 'Bearer',
    expires_in: 43_199,
    id_token: `${idToken.join('.')}.${'x'.repeat(342)}`,
  };
}

const administrators = {
  pagination: { totalResult: '1', appliedLimit: '100' },
  administrators: [
    {
      user: { id: '400942034401102886', organizationId: organization.org.id },
      organization: { id: organization.org.id, name: 'ZITADEL' },
      roles: ['ORG_OWNER_VIEWER'],
    },
  ],
};

function respondTo(path: string, host: string): string {
  if (path.endsWith('/ListAdministrators')) return JSON.stringify(administrators);
  if (path === '/oauth/v2/token') return JSON.stringify(issue(host));
  if (path === '/oauth/v2/revoke') return '';
  return JSON.stringify(
    path.startsWith('/v2/users/') ? { creationDate: new Date().toISOString(), ...ownToken } : organization,
  );
}

const server = createServer(identity, (request, response) => {
  request.resume().once('end', () => {
    const body = respondTo(request.url ?? '', request.headers.host ?? '');
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
