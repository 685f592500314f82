import { getFips } from 'node:crypto';
import tls from 'node:tls';
import type { Log } from '../types/log.ts';
import type { NetworkFault } from './network-error.ts';
import type { Progress } from './progress.ts';

/** The milliseconds for each address of a name, after connections for which Node's 250 ms were too short. */
const addressMs = [1_000, 3_000, 5_000];

/**
 * What the connections of a step do differently from Node's, after what the step has seen of its network.
 * @param caCertificate certificates that are trusted from the beginning
 */
export function createFallbacks(caCertificate: string | undefined, log: Log) {
  let tooShort = 0;
  let added = caCertificate === undefined ? [] : [caCertificate];
  let isSystemTrusted = false;
  let ecdhCurve: string | undefined;
  let secureContext: tls.SecureContext | undefined;
  return {
    /** For the next attempt; nothing on a network for which Node's defaults work. */
    options(limitMs: number): tls.ConnectionOptions {
      if (secureContext === undefined && (added.length > 0 || ecdhCurve !== undefined)) {
        const ca = added.length === 0 ? undefined : [...new Set([...tls.getCACertificates('default'), ...added])];
        secureContext = tls.createSecureContext({ ca, ecdhCurve });
      }
      const longest = addressMs[Math.min(tooShort, addressMs.length) - 1];
      return {
        ...(secureContext && { secureContext }),
        ...(longest && { autoSelectFamilyAttemptTimeout: Math.ceil(Math.min(longest, limitMs / 2)) }),
      };
    },
    /** @returns true if the next connections use TLS differently */
    learn({ retry, isUnknownAuthority = false }: NetworkFault, { stage, isAddressSlow }: Progress): boolean {
      if (isAddressSlow) tooShort += 1;
      if (isUnknownAuthority && !isSystemTrusted) {
        isSystemTrusted = true;
        const known = new Set(tls.getCACertificates('default'));
        const system = tls.getCACertificates('system').filter((certificate) => !known.has(certificate));
        if (system.length === 0) return false;
        added = [...added, ...system];
        log.info(
          `Node does not know the authority of the certificate. The certificates of the runner's system are trusted, too.`,
        );
      } else if (retry !== 'never' && stage === 'making the TLS connection' && ecdhCurve === undefined) {
        // OpenSSL rejects X25519 in FIPS mode.
        ecdhCurve = `${getFips() === 1 ? '' : 'X25519:'}P-256:P-384:P-521`;
        log.info(
          `The server did not respond to the ClientHello of TLS. In case a firewall rejects its size, the next attempts offer no post-quantum key (X25519MLKEM768).`,
        );
      } else {
        return false;
      }
      secureContext = undefined;
      return true;
    },
  };
}
