/** Stands in the bundle for undici, which @actions/http-client loads for `getAgentDispatcher` only; nothing here calls that. */
export function ProxyAgent(): never {
  throw new Error('undici is not part of this bundle');
}
