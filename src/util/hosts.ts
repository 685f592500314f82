/** Whether a host is known only inside a private network: an address, a single label, or a cluster's name. */
export function isInternal(origin: string): boolean {
  const { hostname } = new URL(origin);
  return isAddress(hostname) || !hostname.includes('.') || /\.(svc|cluster\.local|internal|local|lan)$/.test(hostname);
}

/** Whether a URL's host is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** Whether a URL's host is an IP address. */
export function isAddress(hostname: string): boolean {
  return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * An origin with the default port of its scheme, as an instance names itself if a proxy adds the port to the Host header.
 * Both are the same origin. An origin with a port is returned unchanged.
 */
export function withDefaultPort(origin: string): string {
  return /:\d+$/.test(origin) ? origin : `${origin}:${origin.startsWith('https:') ? 443 : 80}`;
}

/** Whether two origins differ only in http and https, as behind a proxy that terminates TLS without a header for it. */
export function sameButScheme(one: string, other: string): boolean {
  return one.replace(/^https?:/, '') === other.replace(/^https?:/, '');
}
