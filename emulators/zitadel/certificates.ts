import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import type { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 24 * 3600 * 1000;

interface Certificates {
  /** PEM of the server's certificate and of its key. */
  cert: string;
  key: string;
  /** PEM of the CA that a client must trust. */
  caCertificate: string;
}

/**
 * Creates a CA, and a server certificate for localhost, the loopback addresses and the given hosts.
 * @param condition `good`, or what is wrong with the certificate
 */
export async function makeCertificates(
  hosts: string[],
  condition: 'good' | 'expired' | 'wrong-name' | 'untrusted',
): Promise<Certificates> {
  const ca = await makeCa('Emulator CA');
  const signer = condition === 'untrusted' ? await makeCa('Another CA') : ca;
  const names = condition === 'wrong-name' ? ['wrong-name.example.com'] : ['localhost', '127.0.0.1', '::1', ...hosts];
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=ZITADEL emulator',
    issuer: signer.certificate.subject,
    notBefore: new Date(Date.now() - 2 * DAY),
    notAfter: new Date(Date.now() + (condition === 'expired' ? -DAY : 30 * DAY)),
    publicKey: keys.publicKey,
    signingKey: signer.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.SubjectAlternativeNameExtension(
        [...new Set(names)].map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    ],
  });
  return {
    cert: certificate.toString('pem'),
    key: x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY'),
    caCertificate: ca.certificate.toString('pem'),
  };
}

async function makeCa(name: string): Promise<{ certificate: x509.X509Certificate; privateKey: webcrypto.CryptoKey }> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - 2 * DAY),
    notAfter: new Date(Date.now() + 30 * DAY),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
