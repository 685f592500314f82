import { quote } from '../util/text.ts';
import { noProxyHint } from './proxy.ts';

/** A fault of the proxy, before the instance was reached. */
interface ProxyFault {
  readonly what: string;
  readonly fix: string;
  /** `never`, or the limits within which another attempt is made. */
  readonly retry: 'never' | { readonly attempts?: number; readonly withinMs?: number };
}

/**
 * Names the cause of an error of the library's tunnel.
 * @param text the library's message, which contains the only details; empty if the proxy did not respond
 * @param offers the authentication schemes that the proxy offered
 */
export function explainProxyFault(text: string, proxy: string, offers = ''): ProxyFault & { readonly topic: 'proxy' } {
  const { what, fix, retry = 'never' } = faultOf(text, proxy, offers);
  return { what: `the proxy ${proxy} ${what}`, fix: fix + noProxyHint(process.env), topic: 'proxy', retry };
}

const orBypass = `, or add the instance's host to no_proxy.`;

/** `what` follows the name of the proxy; without `retry`, no other attempt is made. */
function faultOf(text: string, proxy: string, offers: string): Omit<ProxyFault, 'retry'> & Partial<ProxyFault> {
  const status = /statusCode=(\d+)/.exec(text)?.[1];
  const unsupported = [...new Set(offers.match(/\b(NTLM|Negotiate|Kerberos|Digest)\b/gi))];
  if (status === '407' && unsupported.length > 0 && !/\bBasic\b/i.test(offers)) {
    return {
      what: `accepts only ${unsupported.join(' or ')} (status 407), which this action does not support`,
      fix: `Run a relay that signs in to the proxy (such as Px or Cntlm) on the runner, and set https_proxy to the relay, for example http://127.0.0.1:3128.`,
    };
  }
  if (status === '407') {
    return {
      what: `requires a user name and a password, or rejected the given ones (status 407)`,
      fix: `Set https_proxy to http://user:password@host:port, with special characters percent-encoded.`,
    };
  }
  if (status !== undefined) {
    return {
      what: `rejected the connection (status ${status})`,
      fix: `Configure the proxy to allow the instance's host and port${orBypass}`,
      retry: status.startsWith('4') ? 'never' : {},
    };
  }
  if (/certificate/i.test(text)) {
    return {
      what: `has a certificate that was not accepted (${quote(text.replace(/^.*cause=/, ''))})`,
      fix: `Set 'ca-certificate' to the authority of the proxy, and https_proxy to the host name in the proxy's certificate.`,
    };
  }
  if (/SSL routines|EPROTO|Parse Error/.test(text)) {
    return {
      what: `does not use ${proxy.startsWith('https:') ? 'TLS' : 'HTTP'} as expected`,
      fix: `Set https_proxy to http://host:port, or, for the few proxies that are reached by TLS, to https://host:port.`,
    };
  }
  return {
    what: `could not be reached or closed the connection`,
    fix: `Check the address in https_proxy (or http_proxy)${orBypass}`,
    // If a name has several addresses and none accepts a connection, there is no text.
    retry: /ECONNREFUSED|cause=$/.test(text)
      ? { withinMs: 15_000 }
      : /ENOTFOUND|EAI_AGAIN/.test(text)
        ? { attempts: 3 }
        : {},
  };
}
