import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { randomUUID, type webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import type { Pair } from './front.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const dayMs = 86_400_000;

export interface CertificateOptions {
  /** Host names and addresses. */
  readonly names?: readonly string[];
  /** Days from now. */
  readonly from?: number;
  readonly until?: number;
  /** For a client instead of a server. */
  readonly forClients?: boolean;
}

/** A certificate authority. */
export interface Authority {
  /** Its certificate. */
  readonly pem: string;
  /** Issues the certificate of a server, by default for localhost and four weeks. */
  readonly issue: (options?: CertificateOptions) => Promise<Pair>;
  /** The self-signed certificate of the authority and its key, for a server at localhost. */
  readonly asServer: () => Promise<Pair>;
  /** An authority below this one. */
  readonly delegate: (name: string) => Promise<Authority>;
}

/** Creates an authority that nothing trusts yet. */
export async function createAuthority(name: string): Promise<Authority> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  // A process that trusts several authorities distinguishes them by their subjects.
  const unique = `${name} ${randomUUID()}`;
  return await createBelow(unique, keys, { subject: `CN=${unique}`, key: keys.privateKey });
}

interface Signer {
  readonly subject: string;
  readonly key: webcrypto.CryptoKey;
}

async function createBelow(name: string, keys: webcrypto.CryptoKeyPair, signer: Signer): Promise<Authority> {
  const self: Signer = { subject: `CN=${name}`, key: keys.privateKey };
  const certificate = await sign(self.subject, keys.publicKey, signer, { from: -2, until: 28 }, [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: 'localhost' }]),
  ]);
  return {
    pem: certificate,
    async issue({ names = ['localhost'], from = -2, until = 28, forClients = false } = {}) {
      const own = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
      const { serverAuth, clientAuth } = x509.ExtendedKeyUsage;
      return {
        cert: await sign(`CN=${names[0]}`, own.publicKey, self, { from, until }, [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
          ),
          new x509.ExtendedKeyUsageExtension([forClients ? clientAuth : serverAuth]),
        ]),
        key: await pemOf(own.privateKey),
      };
    },
    asServer: async () => ({ cert: certificate, key: await pemOf(keys.privateKey) }),
    delegate: async (below) =>
      await createBelow(below, await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']), self),
  };
}

async function sign(
  subject: string,
  publicKey: webcrypto.CryptoKey,
  signer: Signer,
  { from, until }: { from: number; until: number },
  extensions: x509.Extension[],
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.create({
    subject,
    issuer: signer.subject,
    notBefore: new Date(Date.now() + from * dayMs),
    notAfter: new Date(Date.now() + until * dayMs),
    publicKey,
    signingKey: signer.key,
    signingAlgorithm: algorithm,
    extensions,
  });
  return `${certificate.toString('pem')}\n`;
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
