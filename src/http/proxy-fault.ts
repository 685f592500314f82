import { quote } from '../util/text.ts';
import { noProxyHint } from './proxy.ts';

/** A fault at the proxy, before the instance was reached. */
interface ProxyFault {
  readonly what: string;
  readonly fix: string;
  /** `never`, or the bounds within which it is worth trying again. */
  readonly retry: 'never' | { readonly attempts?: number; readonly withinMs?: number };
}

/**
 * Names the cause of an error of the library's tunnel.
 * @param text the library's words, which are all that it passes on
 * @param offers the ways to sign in that the proxy offered
 */
export function explainProxyFault(text: string, proxy: string, offers = ''): ProxyFault & { readonly topic: 'proxy' } {
  const fault = faultOf(text, proxy, offers);
  return { ...fault, topic: 'proxy', fix: fault.fix + noProxyHint(process.env) };
}

function faultOf(text: string, proxy: string, offers: string): ProxyFault {
  const status = /statusCode=(\d+)/.exec(text)?.[1];
  const unsupported = [...new Set(offers.match(/\b(NTLM|Negotiate|Kerberos|Digest)\b/gi))];
  if (status === '407' && unsupported.length > 0 && !/\bBasic\b/i.test(offers)) {
    return {
      what: `the proxy ${proxy} only accepts ${unsupported.join(' or ')} (status 407), which this action does not support`,
      fix: `Run a local relay on the runner that signs in to the proxy (such as Px or Cntlm), and set https_proxy to its address, http://127.0.0.1:3128.`,
      retry: 'never',
    };
  }
  if (status === '407') {
    return {
      what: `the proxy ${proxy} wants a user name and a password (status 407), or refuses those it got`,
      fix: `Put them into the proxy's address: https_proxy=http://user:password@host:port, with special characters percent-encoded.`,
      retry: 'never',
    };
  }
  if (status !== undefined) {
    return {
      what: `the proxy ${proxy} refused the connection with status ${status}`,
      fix: `Let the proxy allow the instance's host and port, or add the host to no_proxy.`,
      retry: status.startsWith('4') ? 'never' : {},
    };
  }
  // What the library passes on is the text of the cause alone.
  if (/certificate/i.test(text)) {
    return {
      what: `the certificate of the proxy ${proxy} was not accepted (${quote(text.replace(/^.*cause=/, ''))})`,
      fix: `Give the authority that signed it in 'ca-certificate', and write the proxy's address with the name in its certificate.`,
      retry: 'never',
    };
  }
  if (/SSL routines|EPROTO|Parse Error/.test(text)) {
    return {
      what: `the proxy ${proxy} does not speak ${proxy.startsWith('https:') ? 'TLS' : 'HTTP'} as expected`,
      fix: `Write https_proxy=http://host:port for a proxy that is reached without TLS, as nearly all are, and https:// for one that is reached by TLS.`,
      retry: 'never',
    };
  }
  return {
    what: `the proxy ${proxy} could not be reached or broke the connection`,
    fix: `Check the address in https_proxy (or http_proxy), or add the instance's host to no_proxy.`,
    // A name with several addresses that all refuse leaves no text.
    retry: /ECONNREFUSED|cause=$/.test(text)
      ? { withinMs: 15_000 }
      : /ENOTFOUND|EAI_AGAIN/.test(text)
        ? { attempts: 3 }
        : {},
  };
}
