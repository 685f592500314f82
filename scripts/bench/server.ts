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

const token = { access_token: `ey${'x'.repeat(286)}`, token_type: 'Bearer', expires_in: 43_199 };
const organization = {
  org: { id: '400941312360123430', state: 'ORG_STATE_ACTIVE', name: 'ZITADEL', primaryDomain: 'zitadel.localhost' },
};

const server = createServer(identity, (request, response) => {
  request.resume().once('end', () => {
    const body = JSON.stringify(request.url === '/oauth/v2/token' ? token : organization);
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
      .end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
