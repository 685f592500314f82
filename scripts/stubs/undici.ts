/** Replaces undici in the bundle. @actions/http-client loads it only for `getAgentDispatcher`, which nothing here calls. */
export function ProxyAgent(): never {
  throw new Error('undici is not part of this bundle');
}
