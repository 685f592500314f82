import { isIP } from 'node:net';

/** No test depends on a network: on every machine, a name other than localhost is unknown to the process of the tests. */
const dns = process.getBuiltinModule('node:dns');
const lookup = dns.lookup as (host: string, ...rest: unknown[]) => void;

function lookUpHere(host: string, ...rest: unknown[]): void {
  if (host === 'localhost' || isIP(host) !== 0) return lookup(host, ...rest);
  const unknown = { code: 'ENOTFOUND', syscall: 'getaddrinfo' };
  process.nextTick(rest.at(-1) as () => void, Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), unknown));
}

// The test files of a process share its modules.
if (lookup.name !== lookUpHere.name) Object.assign(dns, { lookup: lookUpHere });
